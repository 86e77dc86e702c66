// What the pushes of an agent carry, and how much that is.
import { gunzipSync, gzipSync } from 'node:zlib';
import { performance } from 'node:perf_hooks';

/** A request as it came: its body, and when it came and was answered. */
export function createPush({ body, encoding, firstMs, lastMs }) {
  const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString();
  return {
    firstMs,
    lastMs,
    wireBytes: body.length,
    bytes: Buffer.byteLength(text),
    json: () => JSON.parse(text),
  };
}

/** The pushes that carry `what`, added up. */
export function sumPushes(pushes, what) {
  const sum = {
    requests: 0,
    bytes: 0,
    wireBytes: 0,
    firstMs: Infinity,
    lastMs: 0,
    rows: [],
  };
  for (const push of pushes) {
    const carried = push.json()[what];
    const rows =
      what === 'resources'
        ? [...(carried?.upserts ?? []), ...(carried?.deletes ?? [])]
        : carried ?? [];
    if (rows.length === 0) continue;
    sum.requests += 1;
    sum.bytes += push.bytes;
    sum.wireBytes += push.wireBytes;
    sum.firstMs = Math.min(sum.firstMs, push.firstMs);
    sum.lastMs = Math.max(sum.lastMs, push.lastMs);
    for (const row of rows) sum.rows.push(row);
  }
  return sum;
}

/** The least that sending the rows could cost: written and compressed in one piece. */
export function floorOf(rows) {
  const startMs = performance.now();
  const text = JSON.stringify(rows);
  const wireBytes = gzipSync(text).length;
  return {
    bytes: Buffer.byteLength(text),
    wireBytes,
    ms: performance.now() - startMs,
  };
}
