/**
 * What 1,000 domains of 5 paths with 30 days of traffic cost: the list of domains for 30, 7 and 1
 * days, its first page and as a whole, beside Prometheus answering the same from the same samples, and a full push beside the same
 * rows written by hand.
 *
 * Run: `npm run bench slo`; takes a quarter of an hour and 5 GB of disk. With `ATLHYPER_BENCH_DIR` the
 * data is kept there and used again: remove it when a migration was changed. `ATLHYPER_BENCH_SMALL=1`:
 * 20 domains and some seconds, without Prometheus, so that it does not rot.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the scripts are no package
import { findPrometheus } from '../../../scripts/lib/prometheus.mjs';
import { DOMAINS, NOW_MS, PATHS } from './slo/data.mjs';
import {
  makePushes,
  measureFloor,
  measureIngest,
  ROWS,
} from './slo/ingest.mjs';
import { loadDatabase } from './slo/load.mjs';
import { describe, measure, ms, say } from './slo/measure.mjs';
import { loadPrometheus, PER_HOUR, SAMPLES, startPeer } from './slo/peer.mjs';
import {
  CLUSTER,
  createAgentRouter,
  createApi,
  express,
  openSession,
  openStack,
} from './slo/stack.mjs';

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const RUNS = isSmall ? 2 : 40;
const PEER_RUNS = { '30d': 5, '7d': 10, '1d': 10 };
const PUSHES = isSmall ? 2 : 40;
const WARM_UPS = isSmall ? 1 : 3;
/** How often the plugin moves its totals on: an answer comes at any time in between. */
const TOTALS_AGE_MS = 60_000;

/** What a page asks first, and beside it the list as a whole. */
const LISTS = [
  ['first page', {}],
  ['whole list', { limit: 1_000, parts: 1_000 }],
];

const kept = process.env.ATLHYPER_BENCH_DIR;
const dir = kept ?? mkdtempSync(join(tmpdir(), 'atlhyper-bench-'));
mkdirSync(dir, { recursive: true });

try {
  await main();
} finally {
  if (!kept) rmSync(dir, { recursive: true, force: true });
}

async function main() {
  say(`load of the machine ${loadavg().map(one => one.toFixed(1))}`);
  const prepared = join(dir, 'prepared.sqlite');
  const rows = await once('rows', () => loadDatabase(prepared));
  say(`${DOMAINS} domains × ${PATHS} paths, ${rows} rows of samples in SQLite`);
  const file = join(dir, 'run.sqlite');
  copyDatabase(prepared, file);
  const stack = await openStack(file, NOW_MS);
  const server = await listen(stack);
  const ours = await measureAnswers(stack, server.url);
  if (!isSmall) await beside(ours);
  await measurePushes(stack, server.url, prepared);
  server.close();
  await stack.close();
}

/** A log of what was there before would be taken for that of the copy. */
function copyDatabase(from, to) {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(to + suffix, { force: true });
  copyFileSync(from, to);
}

/** Makes something, unless it was kept by an earlier run. */
async function once(name, make) {
  const file = join(dir, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const start = performance.now();
  const made = await make();
  writeFileSync(file, JSON.stringify(made));
  say(`${name} made in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return made;
}

/** The plugin's routes; who asks may see everything. */
async function listen(stack) {
  const { authenticator, gateway, config } = stack;
  const app = express();
  app.use(createAgentRouter({ authenticator, gateway, limits: config.agent }));
  app.use(createApi(stack));
  const server = app.listen(0, '127.0.0.1');
  await new Promise(resolve => {
    server.once('listening', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function measureAnswers({ slo, time }, url) {
  const ours = {};
  for (const window of ['30d', '7d', '1d']) {
    const tick = run => {
      time.nowMs = NOW_MS + ((run * 7_919) % TOTALS_AGE_MS);
    };
    for (const [name, query] of LISTS) {
      let bytes = 0;
      const answer = async run => {
        tick(run);
        await slo.listDomains({ access: 'all', window, ...query });
      };
      const overHttp = async run => {
        tick(run);
        const asked = new URLSearchParams({ window, ...query });
        const response = await fetch(`${url}/v2/slo/domains?${asked}`);
        const body = await response.text();
        bytes = body.length;
        if (!response.ok) throw new Error(body);
      };
      const first = await measure(1, answer);
      await measure(WARM_UPS, answer);
      const measured = await measure(RUNS, answer);
      ours[window] ??= measured;
      say(`${window.padEnd(4)} ${name}   ${describe(measured)}`);
      say(`     over HTTP    ${describe(await measure(RUNS, overHttp))}`);
      say(
        `     the first    ${ms(first.p50)}, ${(bytes / 1e3).toFixed(
          0,
        )} kB of JSON`,
      );
    }
  }
  time.nowMs = NOW_MS;
  const { domains } = await slo.listDomains({
    access: 'all',
    window: '30d',
    limit: 1_000,
  });
  ours.requests = domains.reduce((sum, d) => sum + d.summary.total_requests, 0);
  return ours;
}

async function beside(ours) {
  const prometheus = findPrometheus();
  if (!prometheus) {
    say('Prometheus is not installed (Debian package "prometheus"): left out');
    return;
  }
  const dataDir = await once(`blocks-${PER_HOUR}`, () =>
    loadPrometheus(prometheus, dir),
  );
  say(`${SAMPLES} samples in Prometheus, ${PER_HOUR} an hour`);
  const peer = await startPeer(prometheus, dir, dataDir);
  try {
    for (const [window, runs] of Object.entries(PEER_RUNS)) {
      const requests = await peer.ask(window);
      if (window === '30d' && Math.abs(requests - ours.requests) > 1) {
        throw new Error(`${requests} requests, but ours are ${ours.requests}`);
      }
      const theirs = await measure(runs, () => peer.ask(window));
      say(
        `${window.padEnd(4)} Prometheus   p50 ${ms(theirs.p50).padStart(
          8,
        )}   p95 ${ms(theirs.p95).padStart(8)}   ours is ${(
          theirs.p50 / ours[window].p50
        ).toFixed(1)} times as fast (p50), ${(
          theirs.p95 / ours[window].p95
        ).toFixed(1)} (p95)`,
      );
    }
  } finally {
    peer.stop();
  }
}

async function measurePushes(stack, url, prepared) {
  const { secret } = await stack.clusters.issueToken({
    access: 'all',
    clusterId: CLUSTER,
    createdBy: 'user:default/bench',
    backfill: false,
  });
  const { epoch } = await openSession(stack);
  const pushes = makePushes(PUSHES, epoch);
  say(
    `push of ${ROWS} rows, ${(pushes[0].bytes / 1e6).toFixed(2)} MB, ${(
      pushes[0].body.length / 1e3
    ).toFixed(0)} kB compressed`,
  );
  const target = { url, token: secret, time: stack.time };
  const ours = await measureIngest(pushes, target);
  say(`     ingest       ${describe(ours)}`);
  const floorFile = join(dir, 'floor.sqlite');
  for (const [name, totals] of [
    ['same rows', true],
    ['one level', false],
  ]) {
    copyDatabase(prepared, floorFile);
    const floor = await measureFloor(pushes, floorFile, { totals });
    say(
      `     ${name}    ${describe(floor)}   ingest has ${(
        (floor.p50 / ours.p50) *
        100
      ).toFixed(0)} % of its speed`,
    );
  }
}
