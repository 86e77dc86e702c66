// Agents that push on time: standard input is the plan, standard output what came of it.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

const SLOT_MS = 30_000;
const BOUNDS_MS = [100, 300, 1200, 5000];
const PATHS = 5;

const { url, tokens, rows, everyMs, forMs } = JSON.parse(
  await text(process.stdin),
);
const endMs = Date.now() + forMs;
const took = [];
let refused = 0;
await Promise.all(tokens.map(runAgent));
process.stdout.write(JSON.stringify({ took, refused }));

async function runAgent(token, cluster) {
  const streamId = `stream-${cluster}`;
  const { epoch } = await post(token, 'session', {
    protocol: 1,
    role: 'live',
    streamId,
    agent: { version: '0', hostname: 'bench' },
  });
  // Agents of a fleet do not start together.
  await sleep((everyMs / tokens.length) * cluster);
  for (let sequence = 1; Date.now() < endMs; sequence++) {
    const dueMs = Date.now() + everyMs;
    const body = pushOf({ cluster, sequence, epoch, streamId });
    const start = performance.now();
    const { result } = await post(token, 'push', body);
    if (result === 'applied') took.push(performance.now() - start);
    else refused += 1;
    await sleep(Math.min(dueMs, endMs) - Date.now());
  }
}

/** Half of a slot each, where a part goes every 15 s: slots are additive. */
function pushOf({ cluster, sequence, epoch, streamId }) {
  const nowMs = Date.now();
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

async function post(token, path, body) {
  const response = await fetch(`${url}/agent/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(JSON.stringify(body)),
  });
  const answer = await response.json();
  if (response.status >= 500) throw new Error(JSON.stringify(answer));
  return answer;
}

function sleep(ms) {
  return new Promise(resolve => {
    setTimeout(resolve, Math.max(0, ms));
  });
}
