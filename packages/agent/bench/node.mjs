/**
 * What the node collector costs: its CPU time and memory beside those of node_exporter (Debian's
 * prometheus-node-exporter), on this machine at the same time and the same sample rate.
 *
 * The collector posts to a listener every 5 s as it does to an agent; node_exporter is scraped every
 * 5 s. CPU time is what both used after the first 20 s, without their start.
 *
 * Run from the repository's root: `node packages/agent/bench/node.mjs [minutes]`, 2 by default.
 * `ATLHYPER_BENCH_SMALL=1`: some seconds, so that it does not rot.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const INTERVAL_MS = 5_000;
const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const SETTLE_MS = isSmall ? 5_000 : 20_000;
const RSS_BUDGET_MIB = 60;
const CPU_BUDGET_RATIO = 2;

const minutes = Number(process.argv[2] ?? (isSmall ? 0.2 : 2));
const exporterBinary =
  process.env.ATLHYPER_NODE_EXPORTER ?? '/usr/bin/prometheus-node-exporter';
const collectorBinary = fileURLToPath(
  new URL('../bin/atlhyper-agent', import.meta.url),
);

const listen = server =>
  new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

async function findFreePort() {
  const server = http.createServer();
  const port = await listen(server);
  server.close();
  return port;
}

/** CPU time and memory that the kernel counts for a process. */
function usageOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kibOf = name =>
    Number(
      new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(
        readFileSync(`/proc/${pid}/status`, 'utf8'),
      )?.[1],
    );
  return {
    // Ticks are hundredths of a second on every common Linux.
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    rssMiB: kibOf('VmRSS') / 1024,
    peakRssMiB: kibOf('VmHWM') / 1024,
  };
}

if (!existsSync(exporterBinary)) {
  console.log(
    `left out: no node_exporter at "${exporterBinary}" (Debian package "prometheus-node-exporter")`,
  );
  process.exit(0);
}

let posts = 0;
let postedBytes = 0;
const agent = http.createServer((req, res) => {
  req.on('data', chunk => {
    postedBytes += chunk.length;
  });
  req.on('end', () => {
    posts += 1;
    res.end();
  });
});
const agentPort = await listen(agent);
const exporterPort = await findFreePort();
const collector = spawn(
  process.execPath,
  [
    collectorBinary,
    'node',
    '--node-name',
    'bench',
    '--agent-url',
    `http://127.0.0.1:${agentPort}`,
    '--interval',
    `${INTERVAL_MS}ms`,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const exporter = spawn(
  exporterBinary,
  [`--web.listen-address=127.0.0.1:${exporterPort}`],
  { stdio: 'ignore' },
);
let scrapes = 0;
const scraping = setInterval(async () => {
  try {
    await (await fetch(`http://127.0.0.1:${exporterPort}/metrics`)).text();
    scrapes += 1;
  } catch {
    // It has not started yet, or has ended with us.
  }
}, INTERVAL_MS);

function stop() {
  clearInterval(scraping);
  collector.kill();
  exporter.kill();
  agent.close();
  agent.closeAllConnections();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

await sleep(SETTLE_MS);
const before = [collector, exporter].map(child => usageOf(child.pid));
const countsBefore = [posts, scrapes];
await sleep(minutes * 60_000);
const after = [collector, exporter].map(child => usageOf(child.pid));
const samples = [posts - countsBefore[0], scrapes - countsBefore[1]];
stop();

const rows = ['atlhyper-agent node', 'node_exporter'].map((name, i) => {
  const cpuSeconds = after[i].cpuSeconds - before[i].cpuSeconds;
  return {
    name,
    samples: samples[i],
    'CPU, s': Number(cpuSeconds.toFixed(2)),
    'CPU per sample, ms': Number(
      ((cpuSeconds / Math.max(1, samples[i])) * 1000).toFixed(1),
    ),
    'RSS, MiB': Number(after[i].rssMiB.toFixed(1)),
    'greatest RSS, MiB': Number(after[i].peakRssMiB.toFixed(1)),
  };
});
console.table(rows);
const ratio =
  rows[0]['CPU per sample, ms'] / Math.max(0.01, rows[1]['CPU per sample, ms']);
console.log(
  `CPU per sample: ${ratio.toFixed(
    2,
  )} × node_exporter's (budget ${CPU_BUDGET_RATIO}); RSS ${
    rows[0]['RSS, MiB']
  } MiB (budget ${RSS_BUDGET_MIB}); ${Math.round(
    postedBytes / Math.max(1, posts),
  )} bytes per snapshot`,
);
