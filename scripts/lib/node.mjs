// Brings a Node.js that Backstage runs on, and the dependencies of the workspaces.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './processes.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');

/** Majors that Backstage 1.55 supports. On others its SQLite driver ends the process. */
const supported = [22, 24];

/**
 * Returns the path of a supported `node`: the present one, or Node 22 from the npm registry under
 * `.tools`, put there by the first start.
 */
export function ensureNode(report) {
  if (supported.includes(Number(process.versions.node.split('.')[0]))) {
    return process.execPath;
  }
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${os}-${process.arch}`;
  const file = os === 'win' ? 'node.exe' : 'node';
  const node = join(root, '.tools', 'node_modules', name, 'bin', file);
  if (!existsSync(node)) {
    report(
      `Node ${process.versions.node} is here, Backstage needs 22 or 24: fetching Node 22`,
    );
    mkdirSync(join(root, '.tools'), { recursive: true });
    // Linux is pinned to the release that the tests run on.
    const version = os === 'linux' ? '22.23.3' : '22';
    const result = spawnSync(
      os === 'win' ? 'npm.cmd' : 'npm',
      [
        'install',
        '--prefix',
        join(root, '.tools'),
        '--no-audit',
        '--no-fund',
        '--no-save',
        `${name}@${version}`,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'], cwd: join(root, '.tools') },
    );
    if (result.status !== 0 || !existsSync(node)) {
      throw new Error(
        `Could not fetch Node 22 (npm package "${name}"). Install Node 22 or 24 yourself and run the command again.`,
      );
    }
  }
  return node;
}

/** Environment in which `node` is found first and npm's own settings do not leak into children. */
export function nodeEnvironment(node, extra = {}) {
  const env = { ...process.env, ...extra };
  env.PATH = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${
    env.PATH
  }`;
  // Points at the headers of another Node where npm set it.
  delete env.npm_config_nodedir;
  return env;
}

/** Installs what yarn.lock says, unless that was done already. */
export async function ensureDependencies(node, report) {
  const stamp = join(root, 'node_modules', '.atlhyper-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'yarn.lock')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) {
    return;
  }
  report('installing the dependencies (about a minute the first time)');
  await run(node, [yarn, 'install', '--immutable'], {
    env: nodeEnvironment(node),
  });
  writeFileSync(stamp, lock);
}

/** Runs a command to its end; what it prints is shown only where it fails. */
export function run(command, args, { env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    endWithUs(child);
    let output = '';
    const keep = chunk => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve();
      } else {
        reject(
          new Error(
            `"${[command, ...args].join(' ')}" ended with ${code}\n${output}`,
          ),
        );
      }
    });
  });
}
