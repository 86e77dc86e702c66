// What an agent of a fleet pushes.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const SLOT_MS = 30_000;
const BOUNDS_MS = [100, 300, 1200, 5000];
const PATHS = 5;

/** Half of a slot each, where a part goes every 15 s: slots are additive. */
export function pushOf(options) {
  const { cluster, rows, everyMs, nowMs } = options;
  const { sequence, epoch, streamId } = options;
  const startMs = nowMs - (nowMs % SLOT_MS) - SLOT_MS;
  const slots = [
    {
      startMs,
      durationMs: SLOT_MS,
      coversFromMs: nowMs - everyMs,
      coversThroughMs: nowMs,
      requests: Array.from({ length: rows }, (_, i) => rowOf(cluster, i)),
      nodes: [],
    },
  ];
  return {
    protocol: 1,
    session: { role: 'live', epoch },
    streamId,
    sequence,
    digest: createHash('sha256').update(JSON.stringify(slots)).digest('hex'),
    sentAtMs: nowMs,
    slots,
  };
}

function rowOf(cluster, i) {
  const requests = 20 + (i % 50);
  const slow = i % 7;
  return {
    series: {
      kind: 'route',
      host: `shop-${Math.floor(i / PATHS)}.c${cluster}.example.com`,
      path: `/part-${i % PATHS}`,
      pathMatch: 'prefix',
    },
    codes: { 200: requests },
    methods: { GET: requests },
    latency: {
      boundsMs: BOUNDS_MS,
      counts: [requests - slow, slow, 0, 0, 0],
      sumMs: requests * 80,
    },
  };
}

/** The first agent's push as it travels. */
export function makeBody(rows, nowMs) {
  const session = { sequence: 1, epoch: 1, streamId: 'floor' };
  const push = { ...session, cluster: 0, rows, everyMs: SLOT_MS, nowMs };
  return gzipSync(JSON.stringify(pushOf(push)));
}
