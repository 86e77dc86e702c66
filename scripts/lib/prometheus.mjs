// A Prometheus to compare with: where it is, and one of its own over samples that are given.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from './freePort.mjs';
import { endWithUs } from './processes.mjs';

const READY_TRIES = 600;
const READY_PAUSE_MS = 100;

/** Where Debian puts it, unless `ATLHYPER_PROMETHEUS` says otherwise; `undefined` without one. */
export function findPrometheus() {
  const binary = process.env.ATLHYPER_PROMETHEUS ?? '/usr/bin/prometheus';
  return existsSync(binary)
    ? { binary, env: { ATLHYPER_PROMETHEUS: binary } }
    : undefined;
}

/**
 * Makes blocks of at most `blockMs` in `dataDir` of an OpenMetrics file whose samples bear times.
 * The file is read once for every block.
 */
export function createBlocks({ binary }, openMetricsFile, dataDir, blockMs) {
  const promtool = join(dirname(binary), 'promtool');
  const args = ['tsdb', 'create-blocks-from', 'openmetrics'];
  const { status, error, stderr } = spawnSync(
    promtool,
    [
      ...args,
      `--max-block-duration=${blockMs}ms`,
      '--quiet',
      openMetricsFile,
      dataDir,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (status !== 0) {
    throw new Error(`${promtool} ended with ${status}: ${error ?? stderr}`);
  }
}

/**
 * Starts it on a free loopback port over the blocks of `dataDir`; it scrapes nothing. Resolves with
 * its URL and its process, which ends with ours.
 */
export async function servePrometheus({ binary }, dataDir, configFile) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    binary,
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${dataDir}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  endWithUs(child);
  const url = `http://${address}`;
  for (let i = 0; i < READY_TRIES && child.exitCode === null; i++) {
    const response = await fetch(`${url}/-/ready`).catch(() => {});
    if (response?.ok) return { url, child };
    await new Promise(resolve => {
      setTimeout(resolve, READY_PAUSE_MS);
    });
  }
  child.kill('SIGKILL');
  throw new Error('Prometheus did not start');
}
