import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../messageOf';
import { collectNodeSnapshot, createReaders } from './collectNodeSnapshot';
import type { HostPaths } from './NodeReader';
import { createPoster } from './postSnapshot';

export type NodeCollectorOptions = {
  paths: HostPaths;
  nodeName: string;
  agentUrl?: string;
  intervalMs: number;
  secretFile?: string;
  secret?: string;
  /** Print one snapshot instead of posting for ever. */
  once: boolean;
};

const POST_TIMEOUT_MS = 10_000;
const MAX_RETRY_MS = 30_000;

/**
 * Collects every `intervalMs` and posts the newest snapshot, until SIGTERM or SIGINT.
 *
 * Posting runs beside collecting: while the agent is away only the newest snapshot waits, older
 * ones are overwritten.
 */
export async function runNodeCollector(
  options: NodeCollectorOptions,
): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());

  const readers = createReaders(options.paths);
  const collect = () =>
    collectNodeSnapshot({
      node: options.nodeName,
      readers,
      timestampMs: Date.now(),
      monotonicMs: performance.now(),
    });

  if (options.once) {
    await collect();
    await sleep(Math.min(options.intervalMs, 1_000));
    process.stdout.write(`${JSON.stringify(await collect(), undefined, 2)}\n`);
    return;
  }

  const outbox = createOutbox(options, stop.signal);
  let dueMs = performance.now();
  while (!stop.signal.aborted) {
    outbox.offer(JSON.stringify(await collect()));
    dueMs = Math.max(dueMs + options.intervalMs, performance.now());
    await sleep(dueMs - performance.now(), undefined, {
      signal: stop.signal,
    }).catch(() => undefined);
  }
}

/** Holds the newest snapshot and posts it, one at a time, backing off while the agent is away. */
function createOutbox(options: NodeCollectorOptions, signal: AbortSignal) {
  const post = createPoster({
    url: `${options.agentUrl?.replace(/\/+$/, '')}/metrics/node`,
    timeoutMs: POST_TIMEOUT_MS,
  });
  let newest: string | undefined;
  let posting = false;

  async function postNewest(): Promise<void> {
    let failures = 0;
    while (newest !== undefined && !signal.aborted) {
      const body = newest;
      newest = undefined;
      try {
        await post(body, readSecret(options));
        if (failures > 0) log('info', 'posting again');
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log('warn', `cannot post: ${messageOf(error)}`);
        newest ??= body;
        const ceilingMs = Math.min(MAX_RETRY_MS, 1_000 * 2 ** failures);
        await sleep(ceilingMs * (0.5 + Math.random() / 2), undefined, {
          signal,
        }).catch(() => undefined);
      }
    }
  }

  return {
    offer(body: string): void {
      newest = body;
      if (posting) return;
      posting = true;
      postNewest()
        .catch(error => log('error', `posting stopped: ${error.message}`))
        .finally(() => {
          posting = false;
        });
    },
  };
}

/** Read for every post: Kubernetes replaces the token of a service account while we run. */
function readSecret(options: NodeCollectorOptions): string | undefined {
  return options.secretFile
    ? readFileSync(options.secretFile, 'utf8').trim()
    : options.secret;
}

function log(level: string, message: string): void {
  const time = new Date().toISOString();
  process.stderr.write(
    `${JSON.stringify({ time, level, command: 'node', message })}\n`,
  );
}
