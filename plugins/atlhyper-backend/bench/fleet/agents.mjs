// Agents that push on time: standard input is the plan, standard output what came of it.
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pushOf } from './pushOf.mjs';

const {
  url,
  tokens,
  rows,
  everyMs,
  forMs,
  stream = 'stream',
} = JSON.parse(await text(process.stdin));
const endMs = Date.now() + forMs;
const took = [];
let refused = 0;
await Promise.all(tokens.map(runAgent));
process.stdout.write(JSON.stringify({ took, refused }));

async function runAgent(token, cluster) {
  const streamId = `${stream}-${cluster}`;
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
    const nowMs = Date.now();
    const session = { sequence, epoch, streamId };
    const body = pushOf({ ...session, cluster, rows, everyMs, nowMs });
    const start = performance.now();
    const { result } = await post(token, 'push', body);
    if (result === 'applied') took.push(performance.now() - start);
    else refused += 1;
    await sleep(Math.min(dueMs, endMs) - Date.now());
  }
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
