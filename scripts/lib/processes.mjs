// Starts processes that belong together and stops all of them.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const GRACE_MS = 8_000;

/**
 * Children with their logs in `logDir`, one file each. When one ends by itself `onUnexpectedExit`
 * gets its name, exit code and last lines.
 */
export function createProcessGroup({ logDir, cwd, env, onUnexpectedExit }) {
  mkdirSync(logDir, { recursive: true });
  const children = new Map();
  let stopping = false;

  function start(name, command, args, options = {}) {
    const logFile = join(logDir, `${name}.log`);
    const log = createWriteStream(logFile);
    const child = spawn(command, args, {
      cwd: options.cwd ?? cwd,
      env: { ...env, ...options.env },
      stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    child.stderr.pipe(log, { end: false });
    if (!options.captureOutput) {
      child.stdout.pipe(log, { end: false });
    }
    children.set(name, child);
    child.once('error', error => log.write(`${error.stack}\n`));
    child.once('exit', (code, signal) => {
      children.delete(name);
      log.end();
      if (!stopping && !(options.mayEnd && code === 0)) {
        onUnexpectedExit({
          name,
          code: code ?? signal,
          logFile,
          tail: lastLines(logFile),
        });
      }
    });
    return child;
  }

  /** SIGTERM to all, SIGKILL to those that are still there after a grace period. */
  async function stop() {
    stopping = true;
    const running = [...children.values()];
    const ended = running.map(
      child => new Promise(resolve => child.once('exit', resolve)),
    );
    running.forEach(child => child.kill('SIGTERM'));
    const timer = setTimeout(
      () => running.forEach(child => child.kill('SIGKILL')),
      GRACE_MS,
    );
    await Promise.all(ended);
    clearTimeout(timer);
  }

  return { start, stop };
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-15)
      .join('\n');
  } catch {
    return '';
  }
}

/** Calls `onLine` for every line that a stream gives. */
export function eachLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(onLine);
  });
}
