// Starts processes that belong together and stops all of them.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const GRACE_MS = 8_000;

const ours = new Set();
process.once('exit', () => ours.forEach(child => child.kill()));

/** Ends a child with this process, however this one ends (except by SIGKILL). */
export function endWithUs(child) {
  ours.add(child);
  child.once('exit', () => ours.delete(child));
}

/** Calls `stop` for every signal that asks this process to end. */
export function onStopRequest(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, stop);
  }
  if (process.env.npm_lifecycle_event) {
    // A signal to npm ends the shell between it and us, which passes nothing on.
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), 1_000).unref();
  }
}

/**
 * Children with their logs in `logDir`, one file each. When one ends by itself `onUnexpectedExit`
 * gets its name, exit code and last lines; one started with `restart` that a signal ended is started
 * again, as Kubernetes would, and `onRestart` gets its name and the signal.
 */
export function createProcessGroup({
  logDir,
  cwd,
  env,
  onUnexpectedExit,
  onRestart,
}) {
  mkdirSync(logDir, { recursive: true });
  const children = new Set();
  let stopping = false;

  /** @throws once the group is stopping, so that nothing is left behind. */
  function start(name, command, args, options = {}) {
    if (stopping) {
      throw new Error(`"${name}" was not started: everything is stopping`);
    }
    const logFile = join(logDir, `${name}.log`);
    const log = createWriteStream(logFile, {
      flags: options.isRestart ? 'a' : 'w',
    });
    const child = spawn(command, args, {
      cwd: options.cwd ?? cwd,
      env: { ...env, ...options.env },
      stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    child.stderr.pipe(log, { end: false });
    if (!options.captureOutput) {
      child.stdout.pipe(log, { end: false });
    }
    children.add(child);
    endWithUs(child);
    child.once('error', error => log.write(`${error.stack}\n`));
    // Only after "close" is all of its output in the log.
    child.once('close', (code, signal) => {
      children.delete(child);
      log.end(() => {
        if (!stopping && signal && options.restart) {
          onRestart(name, signal);
          start(name, command, args, { ...options, isRestart: true });
        } else if (!stopping && !(options.mayEnd && code === 0)) {
          onUnexpectedExit({
            name,
            code: code ?? signal,
            logFile,
            tail: lastLines(logFile),
          });
        }
      });
    });
    return child;
  }

  /** SIGTERM to all, SIGKILL to those that are still there after a grace period. */
  async function stop() {
    stopping = true;
    const running = [...children].filter(
      child => child.exitCode === null && child.signalCode === null,
    );
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
