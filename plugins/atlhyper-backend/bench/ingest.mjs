/**
 * Pushes of 2,000 rows into a database that has grown: how long the event loop pauses, how much of the
 * longest pause SQLite's own statements are, how long a push takes, and how that is to the same rows
 * written by hand. On SQLite, and on PostgreSQL where Debian's package is installed.
 *
 * Run: `npm run bench ingest`; takes some minutes. `-- ingest --gb 5 --on sqlite`: a database of 5 GB, on
 * that one only; takes half an hour. `ATLHYPER_BENCH_SMALL=1`: some seconds, so that it does not rot.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the scripts are no package
import { startPostgres } from '../../../scripts/lib/postgres.mjs';
import { makeBody } from './fleet/pushOf.mjs';
import { startBackend } from './fleet/backend.mjs';
import { runAgents } from './fleet/runAgents.mjs';
import { measureFloor } from './ingest/floor.mjs';
import { grow } from './ingest/grow.mjs';
import { measureThread } from './ingest/thread.mjs';
import { PauseWatch } from './ingest/PauseWatch.mjs';
import { ms, quantile, say } from './slo/measure.mjs';

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const { values: given } = parseArgs({
  options: {
    gb: { type: 'string', default: isSmall ? '0.02' : '0.5' },
    on: { type: 'string' },
  },
});
const ROWS = 2_000;
const EVERY_MS = 2_000;
const FOR_MS = isSmall ? 6_000 : 120_000;
const GOAL_MS = 50;

const postgres = await startPostgres();
const databases = { sqlite: undefined, postgresql: postgres?.env };
for (const [name, env] of Object.entries(databases)) {
  const isThere = name === 'sqlite' || env;
  if (isThere && (given.on ?? name) === name) {
    await run(name, env && Object.values(env)[0]);
  }
}
process.exit();

async function run(name, connection) {
  const dir = mkdtempSync(join(tmpdir(), 'atlhyper-ingest-'));
  // The tasks of the plugin are measured by the fleet.
  const backend = await startBackend({
    ...{ dir, connection, clusters: 1, withTasks: false },
  });
  try {
    const { url, tokens, stack } = backend;
    const plan = { url, tokens, rows: ROWS, everyMs: EVERY_MS };
    await runAgents({ ...plan, forMs: 1_000, stream: 'first' });
    const start = performance.now();
    const nowMs = Date.now();
    const bytes = await grow(stack, { bytes: given.gb * 2 ** 30, nowMs });
    say(
      `== ${name}, ${(bytes / 2 ** 30).toFixed(2)} GB, made in ${(
        (performance.now() - start) /
        1_000
      ).toFixed(0)} s; ${cpus().length} processors`,
    );
    const { levels } = stack.config.retention;
    const { parse, plan: planned, answer } = await measureThread(ROWS, levels);
    say(
      `thread  would take off parsing ${ms(parse)} and planning ${ms(
        planned,
      )}, in turns; its answer takes ${ms(answer)} to read, in one piece`,
    );
    await stack.stores.samples.keepUp('cluster-0', { levels, nowMs });
    say(`load    ${loadavg().map(one => one.toFixed(1))}`);
    const watch = new PauseWatch();
    const { took, refused } = await runAgents({
      ...{ ...plan, forMs: FOR_MS, stream: 'second' },
    });
    report(watch.take());
    const bodies = took.map((_, i) => makeBody(ROWS, nowMs + i * 30_000));
    const floor = await measureFloor(stack.knex, bodies);
    const ratio = q => (quantile(took, q) / quantile(floor, q)).toFixed(1);
    say(
      `push    p50 ${ms(quantile(took, 0.5))}   p95 ${ms(
        quantile(took, 0.95),
      )}   ${took.length} taken, ${refused} refused`,
    );
    say(
      `floor   p50 ${ms(quantile(floor, 0.5))}   p95 ${ms(
        quantile(floor, 0.95),
      )}   a push is ${ratio(0.5)} and ${ratio(0.95)} times that`,
    );
    say(`load    ${loadavg().map(one => one.toFixed(1))}`);
  } finally {
    await backend.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function report(watched) {
  const { pauses, ownPauses, longestMs, sqliteShare } = watched;
  const describe = values =>
    [0.5, 0.99, 0.999, 1]
      .map(q => `p${q * 100} ${ms(quantile(values, q))}`)
      .join('   ');
  const over = values => values.filter(one => one > GOAL_MS).length;
  say(`pauses  ${describe(pauses)}   ${over(pauses)} over ${GOAL_MS} ms`);
  say(`its own ${describe(ownPauses)}   ${over(ownPauses)} over ${GOAL_MS} ms`);
  const { ms: took = 0, sql = '' } = watched.longestStatement ?? {};
  say(
    `SQLite  ${(sqliteShare * 100).toFixed(0)} % of the longest of ${ms(
      longestMs,
    )}, of that ${ms(took)} in '${sql.slice(0, 40)}'`,
  );
}
