import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { messageOf } from '../messageOf';
import { collectNodeSnapshot, createReaders } from './collectNodeSnapshot';
import type { HostPaths } from './NodeReader';
import { createPoster } from './postSnapshot';
import type { Probe } from './probe/createProbe';

export type NodeCollectorOptions = {
  paths: HostPaths;
  nodeName: string;
  agentUrl?: string;
  intervalMs: number;
  secretFile?: string;
  secret?: string;
  /** Listen for other nodes' probes here, and probe those that the agent names. */
  probePort?: number;
  /** Where other nodes reach this one; else the address that it reaches the agent from. */
  probeAddress?: string;
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

  const probe = await startProbe(options, stop.signal);
  const outbox = createOutbox(options, probe, stop.signal);
  let dueMs = performance.now();
  while (!stop.signal.aborted) {
    outbox.offer(await collect());
    dueMs = Math.max(dueMs + options.intervalMs, performance.now());
    await sleep(dueMs - performance.now(), undefined, {
      signal: stop.signal,
    }).catch(() => undefined);
  }
}

/** Holds the newest snapshot and posts it, one at a time, backing off while the agent is away. */
function createOutbox(
  options: NodeCollectorOptions,
  probe: Probe | undefined,
  signal: AbortSignal,
) {
  const post = createPoster({
    url: `${options.agentUrl?.replace(/\/+$/, '')}/metrics/node`,
    timeoutMs: POST_TIMEOUT_MS,
  });
  let newest: NodeSnapshot | undefined;
  let posting = false;

  async function postNewest(): Promise<void> {
    let failures = 0;
    while (newest !== undefined && !signal.aborted) {
      const snapshot = newest;
      newest = undefined;
      try {
        const report = probe?.report();
        const answer = await post(
          JSON.stringify({ ...snapshot, ...(report && { probe: report }) }),
          readSecret(options),
        );
        probe?.take(answer.body, answer.localAddress);
        if (failures > 0) log('info', 'posting again');
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log('warn', `cannot post: ${messageOf(error)}`);
        newest ??= snapshot;
        const ceilingMs = Math.min(MAX_RETRY_MS, 1_000 * 2 ** failures);
        await sleep(ceilingMs * (0.5 + Math.random() / 2), undefined, {
          signal,
        }).catch(() => undefined);
      }
    }
  }

  return {
    offer(snapshot: NodeSnapshot): void {
      newest = snapshot;
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

/** Loaded only where it is asked for. */
async function startProbe(
  options: NodeCollectorOptions,
  signal: AbortSignal,
): Promise<Probe | undefined> {
  const { probePort: port, probeAddress: address } = options;
  if (port === undefined) return undefined;
  const { createProbe } = await import('./probe/createProbe');
  const probe = await createProbe({ port, address });
  probe
    .run(signal)
    .catch(error => log('error', `probing stopped: ${messageOf(error)}`));
  return probe;
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
