/**
 * A fleet of clusters that push at once, with readers on the overview pages: how long a push takes, how
 * long the event loop pauses, memory, and what it costs when nobody pushes; once all series are there and
 * were judged. On SQLite, and on PostgreSQL where Debian's package is installed.
 *
 * Run: `npm run bench fleet`; takes twenty minutes. `-- fleet --clusters 50 --every 30 --on postgresql` runs only
 * the plan of so many clusters and seconds, on that database. `ATLHYPER_BENCH_SMALL=1`: half a minute, so that it does
 * not rot.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the scripts are no package
import { startPostgres } from '../../../scripts/lib/postgres.mjs';
import { startBackend } from './fleet/backend.mjs';
import { LoopWatch } from './fleet/LoopWatch.mjs';
import { runAgents } from './fleet/runAgents.mjs';
import { ms, quantile, say } from './slo/measure.mjs';

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const PLANS = isSmall
  ? [{ clusters: 2, rows: 200, everyMs: 2_000, forMs: 6_000, idleMs: 3_000 }]
  : [
      { clusters: 10, rows: 2_000, everyMs: 15_000 },
      { clusters: 50, rows: 2_000, everyMs: 30_000 },
      { clusters: 50, rows: 2_000, everyMs: 15_000 },
    ].map(plan => ({ ...plan, forMs: 90_000, idleMs: 65_000 }));

const { values: wanted } = parseArgs({
  options: {
    clusters: { type: 'string' },
    every: { type: 'string' },
    on: { type: 'string' },
  },
});
const isWanted = (name, value) =>
  wanted[name] === undefined || wanted[name] === String(value).toLowerCase();

say(`load of the machine ${loadavg().map(one => one.toFixed(1))}`);
say(`${cpus().length} processors, shared with those who push`);
const postgres = await startPostgres();
for (const plan of PLANS) {
  const isMeant =
    isWanted('clusters', plan.clusters) &&
    isWanted('every', plan.everyMs / 1_000);
  if (!isMeant) continue;
  if (isWanted('on', 'SQLite')) await run('SQLite', plan);
  if (postgres && isWanted('on', 'PostgreSQL')) {
    await run('PostgreSQL', plan, Object.values(postgres.env)[0]);
  }
}
process.exit();

async function run(name, plan, connection) {
  const { clusters, rows, everyMs, forMs, idleMs } = plan;
  say(
    `== ${clusters} clusters, a part of ${rows} rows each every ${
      everyMs / 1_000
    } s, ${name}`,
  );
  const dir = mkdtempSync(join(tmpdir(), 'atlhyper-fleet-'));
  const backend = await startBackend({ dir, connection, clusters });
  try {
    const { url, tokens } = backend;
    // Everything is new once: series are made, and every status begins its history.
    await runAgents({ url, tokens, ...plan, forMs: everyMs, stream: 'first' });
    await backend.runTasks();
    const watch = new LoopWatch();
    const reading = backend.startReaders();
    const { took, refused } = await runAgents({ url, tokens, ...plan });
    const pages = await reading.stop();
    const busy = watch.take();
    say(
      `push    p50 ${ms(quantile(took, 0.5))}   p95 ${ms(
        quantile(took, 0.95),
      )}   ${took.length} taken in ${forMs / 1_000} s, ${refused} refused`,
    );
    for (const [page, times] of Object.entries(pages)) {
      say(
        `${page.padEnd(7)} p50 ${ms(quantile(times, 0.5))}   p95 ${ms(
          quantile(times, 0.95),
        )}`,
      );
    }
    say(describeLoop('loop', busy));
    await backend.runTasks();
    const idle = new LoopWatch();
    await new Promise(resolve => {
      setTimeout(resolve, idleMs);
    });
    say(describeLoop('idle', idle.take()));
    say(`load of the machine ${loadavg().map(one => one.toFixed(1))}`);
    say(`series  ${await backend.countSeries()}`);
  } finally {
    await backend.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function describeLoop(name, { p50, p99, max, cpuFraction, rssBytes }) {
  return `${name.padEnd(7)} p50 ${ms(p50)}   p99 ${ms(p99)}   longest ${ms(
    max,
  )}   cpu ${(cpuFraction * 100).toFixed(0)} % of one   RSS ${(
    rssBytes /
    2 ** 20
  ).toFixed(0)} MiB`;
}
