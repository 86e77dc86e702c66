/**
 * What the objects of a cluster of 5,000 pods on 50 nodes cost: the first full push, deltas while
 * 1 % of the pods change per minute, the agent's memory, and pages of the pods in the API beside
 * the bare SQL that finds the same rows.
 *
 * The cluster is made up and stands behind the demo's API in a process of its own; the agent is the
 * real one, as a process; the backend is the plugin's own parts on SQLite.
 *
 * Run: `npm run bench resources`, or `node packages/agent/bench/resources.mjs [minutes]`, 2 by default.
 * `ATLHYPER_BENCH_SMALL=1`: 500 pods, so that it does not rot.
 */
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBackend } from './resources/backend.mjs';
import { NODES, PODS } from './resources/cluster.mjs';
import { measureLists } from './resources/lists.mjs';
import { floorOf, sumPushes } from './resources/pushes.mjs';

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const CHURN_PER_MINUTE = 0.01;
const CHURN_STEP_MS = 6_000;
const FULL_PATIENCE_MS = 180_000;
const BUDGET = { rssMiB: 150, deltaShare: 0.05 };

const minutes = Number(process.argv[2] ?? (isSmall ? 0.2 : 2));
const dir = mkdtempSync(join(tmpdir(), 'atlhyper-bench-'));
const ends = [];
const say = text => process.stdout.write(`${text}\n`);
const mb = bytes => `${(bytes / 1e6).toFixed(2)} MB`;
const fileOf = name => fileURLToPath(new URL(name, import.meta.url));

try {
  await main();
} finally {
  for (const end of ends.reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
}

async function main() {
  say(`load of the machine ${loadavg().map(one => one.toFixed(1))}`);
  const cluster = await startCluster();
  say(`${PODS} pods, ${NODES} nodes, ${cluster.objects} objects in all`);
  const backend = await startBackend(join(dir, 'backend.sqlite'));
  ends.push(() => backend.close());
  const startedMs = performance.now();
  const agent = startAgent(cluster.url, backend);
  await reportFullPush(backend, agent, startedMs);
  await reportDeltas(cluster, backend, agent);
  reportMemory(agent);
  agent.kill();
  await measureLists(backend, say);
}

/** The API in a process of its own. */
async function startCluster() {
  const child = fork(fileOf('./resources/api.mjs'));
  ends.push(() => child.kill());
  const { url, objects } = await new Promise((resolve, reject) => {
    // Backstage's compiler talks to the parent as well.
    child.on('message', message => message.url && resolve(message));
    child.once('exit', code => reject(new Error(`the API ended: ${code}`)));
  });
  return { url, objects, tell: message => child.send(message) };
}

function startAgent(apiUrl, { url, token }) {
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'bench', cluster: { server: apiUrl } }],
      contexts: [{ name: 'bench', context: { cluster: 'bench' } }],
      'current-context': 'bench',
    }),
  );
  const flags = {
    'cluster-id': 'bench',
    'master-url': url,
    'state-dir': join(dir, 'state'),
  };
  const child = spawn(
    process.execPath,
    [
      fileOf('../bin/atlhyper-agent'),
      'cluster',
      ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, KUBECONFIG: kubeconfig, ATLHYPER_TOKEN: token },
    },
  );
  const agent = { pid: child.pid, samples: [], kill: () => child.kill() };
  ends.push(agent.kill);
  child.once('exit', () => {
    agent.hasEnded = true;
  });
  return agent;
}

async function reportFullPush(backend, agent, startedMs) {
  const isComplete = () =>
    backend.pushes.some(push => push.json().resources?.complete);
  const giveUpMs = performance.now() + FULL_PATIENCE_MS;
  while (!isComplete()) {
    if (agent.hasEnded || performance.now() > giveUpMs)
      throw new Error('no full push came');
    await sleep(100);
  }
  const pushes = backend.pushes.splice(0);
  const full = sumPushes(pushes, 'resources');
  const floor = floorOf(full.rows);
  backend.full = full;
  const seconds = ms => `${(ms / 1000).toFixed(1)} s`;
  say(
    `full push      ${full.rows.length} objects in ${
      full.requests
    } requests, ${mb(full.bytes)} of JSON, ${mb(
      full.wireBytes,
    )} compressed, in ${seconds(full.lastMs - full.firstMs)}, ${seconds(
      full.lastMs - startedMs,
    )} after the start of the agent`,
  );
  say(
    `     floor     the same rows as JSON in one piece and compressed: ${mb(
      floor.bytes,
    )}, ${mb(floor.wireBytes)}, in ${seconds(floor.ms)}`,
  );
}

async function reportDeltas(cluster, backend, agent) {
  // What came late of the first round is no change.
  await sleep(20_000);
  const events = sumPushes(backend.pushes.splice(0), 'events');
  say(`events         ${events.rows.length} at first, ${mb(events.bytes)}`);
  const perStep = (PODS * CHURN_PER_MINUTE * CHURN_STEP_MS) / 60_000;
  const endMs = performance.now() + minutes * 60_000;
  for (let step = 0; performance.now() < endMs; step++) {
    cluster.tell({ churn: perStep, beat: step % 10 === 0 });
    agent.samples.push(memoryOf(agent.pid).rssMiB);
    await sleep(CHURN_STEP_MS);
  }
  await sleep(16_000);
  const pushes = backend.pushes.splice(0);
  for (const what of ['resources', 'events']) {
    const sum = sumPushes(pushes, what);
    const share = sum.bytes / minutes / backend.full.bytes;
    const wireShare = sum.wireBytes / minutes / backend.full.wireBytes;
    say(
      `deltas/minute  ${(sum.rows.length / minutes).toFixed(0)} ${what} in ${(
        sum.requests / minutes
      ).toFixed(0)} requests, ${mb(sum.bytes / minutes)}, ${mb(
        sum.wireBytes / minutes,
      )} compressed: ${percent(share)} of the full state (${percent(
        wireShare,
      )} compressed)${
        what === 'resources'
          ? `, budget ${percent(BUDGET.deltaShare)}${verdict(
              Math.max(share, wireShare) <= BUDGET.deltaShare,
            )}`
          : ''
      }`,
    );
  }
}

function reportMemory(agent) {
  const { rssMiB, peakRssMiB } = memoryOf(agent.pid);
  const most = Math.max(rssMiB, ...agent.samples);
  say(
    `agent          RSS ${rssMiB.toFixed(0)} MiB, at most ${most.toFixed(
      0,
    )} MiB while objects change, peak ${peakRssMiB.toFixed(
      0,
    )} MiB while it reads its first lists; budget ${BUDGET.rssMiB} MiB${verdict(
      most <= BUDGET.rssMiB,
    )}`,
  );
}

/** What the kernel counts for a process. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = name =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)[1]) / 1024;
  return { rssMiB: mib('VmRSS'), peakRssMiB: mib('VmHWM') };
}

function percent(share) {
  return `${(share * 100).toFixed(2)} %`;
}

/** A budget that is not kept ends the benchmark with an error; a small run says nothing of budgets. */
function verdict(kept) {
  if (!kept && !isSmall) process.exitCode = 1;
  return kept ? '' : ': NOT KEPT';
}
