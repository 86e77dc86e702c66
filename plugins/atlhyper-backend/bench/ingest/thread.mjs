// What a thread of its own could take off the event loop, and what its answer would cost there.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { deserialize, serialize } from 'node:v8';
import { pushOf } from '../fleet/pushOf.mjs';
import { quantile } from '../slo/measure.mjs';
import { parsePush, toPushBatch } from '../slo/stack.mjs';

const RUNS = 30;
const WARM_UPS = 10;

/** Medians in ms of a push of so many rows: `answer` is read in one piece, the others go in turns. */
export async function measureThread(rows, levels) {
  const nowMs = Date.now();
  const session = { sequence: 1, epoch: 1, streamId: 'thread' };
  const body = pushOf({ ...session, cluster: 0, rows, everyMs: 30_000, nowMs });
  const digest = createHash('sha256').update('').digest('hex');
  const context = { clusterId: 'bench', digest, levels, nowMs };
  const times = { parse: [], plan: [], answer: [] };
  const timed = async (name, run) => {
    const start = performance.now();
    const result = await run();
    times[name].push(performance.now() - start);
    return result;
  };
  for (let i = 0; i < WARM_UPS + RUNS; i++) {
    const push = await timed('parse', () => parsePush(body));
    const batch = await timed('plan', () => toPushBatch(push, context));
    // As a thread posts it; the slots themselves stay there.
    const { slots: _, ...state } = batch.state;
    const posted = serialize({ ...batch, state });
    await timed('answer', () => deserialize(posted));
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [
      name,
      quantile(values.slice(WARM_UPS), 0.5),
    ]),
  );
}
