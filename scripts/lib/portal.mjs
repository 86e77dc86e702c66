// The portal: the built frontend, served by the backend on one port.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { nodeEnvironment, root, run } from './node.mjs';

const cli = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);

const READY_TIMEOUT_MS = 120_000;

/** Builds the frontend unless its sources are those of the last build. */
export async function ensureFrontend(node, report) {
  const stamp = join(root, 'packages', 'app', 'dist', '.atlhyper-built');
  const state = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) {
    return;
  }
  report('building the frontend');
  await run(node, [cli, 'package', 'build'], {
    cwd: join(root, 'packages', 'app'),
    env: nodeEnvironment(node, { NODE_ENV: 'production' }),
  });
  writeFileSync(stamp, state);
}

/** Names, sizes and times of everything the frontend is built from. */
function hashSources() {
  const hash = createHash('sha256').update(
    readFileSync(join(root, 'yarn.lock')),
  );
  const visit = path => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        visit(child);
      } else {
        const { size, mtimeMs } = statSync(child);
        hash.update(`${child} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, group))) {
      for (const part of ['src', 'public', 'package.json']) {
        const path = join(root, group, name, part);
        if (existsSync(path) && part === 'package.json') {
          hash.update(readFileSync(path));
        } else if (existsSync(path)) {
          visit(path);
        }
      }
    }
  }
  return hash.digest('hex');
}

/**
 * Takes a data directory for this process until it ends.
 *
 * @throws where another start has it: two would write to the same databases and counters
 */
export function claimDataDir(dataDir) {
  const file = join(dataDir, 'start.pid');
  const pid = existsSync(file) && Number(readFileSync(file, 'utf8'));
  if (pid && isRunning(pid)) {
    throw new Error(
      `Process ${pid} runs with the data in ${dataDir}. Stop it, or choose other data and ports: npm start -- --data .data/second --port 3010 (if ${pid} is something else, delete ${file})`,
    );
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, String(process.pid));
  process.once('exit', () => rmSync(file, { force: true }));
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @throws when something else listens on the port that the command `option` chooses */
export async function checkPortIsFree(port, option) {
  await new Promise((done, reject) => {
    const server = createServer();
    server.once('error', () =>
      reject(
        new Error(
          `Port ${port} is in use. End what listens there, or choose another: ${option} ${
            port + 10
          }`,
        ),
      ),
    );
    server.listen(port, 'localhost', () => server.close(done));
  });
}

/** Starts the backend, which also serves the frontend. */
export function startPortal({ processes, node, port, dataDir, configs, env }) {
  const url = `http://localhost:${port}`;
  mkdirSync(join(dataDir, 'db'), { recursive: true });
  processes.start(
    'portal',
    node,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      'src/index.ts',
      ...configs.flatMap(config => ['--config', resolve(root, config)]),
    ],
    {
      cwd: join(root, 'packages', 'backend'),
      env: {
        NODE_ENV: 'development',
        NODE_OPTIONS: '--no-node-snapshot',
        APP_CONFIG_app_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_listen_port: String(port),
        ...env,
      },
    },
  );
  return url;
}

/** Waits until the backend says that it is ready. */
export async function waitUntilReady(url) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/.backstage/health/v1/readiness`);
      if (response.ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(
    `The portal at ${url} was not ready after ${READY_TIMEOUT_MS / 1000} s`,
  );
}
