// Brings the tools that only maintainers and the tests need.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeEnvironment, root, run } from './node.mjs';

/** The `npm` that belongs to a `node`. */
function npmOf(node) {
  return join(dirname(node), process.platform === 'win32' ? 'npm.cmd' : 'npm');
}

/**
 * Installs what the lock file of a folder of `scripts` says, unless that was done already; gives the
 * path of a tool's file.
 */
export async function ensureTools(node, report, folder = 'tools') {
  const dir = join(root, 'scripts', folder);
  const lock = createHash('sha256')
    .update(readFileSync(join(dir, 'package-lock.json')))
    .digest('hex');
  const stamp = join(dir, 'node_modules', '.atlhyper-installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    report('installing the tools of maintainers (about half a minute)');
    const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
    const npm = existsSync(npmOf(node)) ? npmOf(node) : 'npm';
    await run(npm, args, { cwd: dir, env: nodeEnvironment(node) });
    writeFileSync(stamp, lock);
  }
  return (...path) => join(dir, 'node_modules', ...path);
}
