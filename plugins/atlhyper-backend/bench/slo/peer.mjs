// The same traffic in a Prometheus, with far fewer samples than one that scrapes every 30 s has.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the scripts are no package
import {
  createBlocks,
  servePrometheus,
} from '../../../../scripts/lib/prometheus.mjs';
import {
  BEGIN_MS,
  BOUNDS_MS,
  domainOf,
  HOUR_MS,
  HOURS,
  NOW_MS,
  pathOf,
  SERIES,
  trafficOf,
} from './data.mjs';

/** promtool reads its file once for every block, so each block gets a file of its own. */
const BLOCK_MS = 162 * HOUR_MS;
/** Samples an hour; of 120, as of 30 s, promtool would make blocks for hours. */
export const PER_HOUR = Number(process.env.ATLHYPER_BENCH_PER_HOUR ?? 4);
/** Above what any window adds, as of a process that has run for long. */
const START = 1_000_000;

/** Series: two codes, five buckets. */
export const SERIES_PER_PATH = 2 + BOUNDS_MS.length + 1;
export const SAMPLES = SERIES * SERIES_PER_PATH * (HOURS * PER_HOUR + 1);

export async function loadPrometheus(prometheus, dir) {
  const dataDir = join(dir, `prometheus-${PER_HOUR}`);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dir, 'openmetrics.txt');
  const names = Array.from({ length: SERIES }, (_, series) => namesOf(series));
  const values = new Float64Array(SERIES * SERIES_PER_PATH).fill(START);
  const steps = HOURS * PER_HOUR;
  let step = 0;
  while (step <= steps) {
    const blockEndMs = (Math.floor(timeOf(step) / BLOCK_MS) + 1) * BLOCK_MS;
    const out = await open(file, 'w');
    for (; step <= steps && timeOf(step) < blockEndMs; step++) {
      await out.writeFile(linesAt(step, names, values));
    }
    await out.writeFile('# EOF\n');
    await out.close();
    createBlocks(prometheus, file, dataDir, BLOCK_MS);
  }
  rmSync(file);
  return dataDir;
}

function namesOf(series) {
  const labels = `domain="${domainOf(series)}",path="${pathOf(series)}"`;
  return [
    ...['200', '503'].map(code => `requests_total{${labels},code="${code}"}`),
    ...[...BOUNDS_MS, '+Inf'].map(
      le => `latency_ms_bucket{${labels},le="${le}"}`,
    ),
  ];
}

function timeOf(step) {
  return BEGIN_MS + (step * HOUR_MS) / PER_HOUR;
}

/** The counters as they stand at the begin of a step; an hour's traffic comes evenly. */
function linesAt(step, names, values) {
  const seconds = timeOf(step) / 1000;
  const lines = [];
  for (let series = 0; series < SERIES; series++) {
    const first = series * SERIES_PER_PATH;
    if (step > 0) advance(values, first, series, step - 1);
    names[series].forEach((name, i) =>
      lines.push(`${name} ${values[first + i]} ${seconds}\n`),
    );
  }
  return lines.join('');
}

function advance(values, first, series, step) {
  const hour = Math.floor(step / PER_HOUR);
  const { requests, errors, counts } = trafficOf(series, hour);
  const part = count => shareOf(count, step % PER_HOUR);
  values[first] += part(requests - errors);
  values[first + 1] += part(errors);
  let below = 0;
  counts.forEach((count, i) => {
    below += count;
    values[first + 2 + i] += part(below);
  });
}

function shareOf(count, i) {
  return (
    Math.floor((count * (i + 1)) / PER_HOUR) -
    Math.floor((count * i) / PER_HOUR)
  );
}

/** A Prometheus over the blocks, and what asks it for what a list of domains shows. */
export async function startPeer(prometheus, dir, dataDir) {
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, '{}\n');
  const { url, child } = await servePrometheus(prometheus, dataDir, config);
  const query = async text => {
    const parameters = new URLSearchParams({
      query: text,
      time: String(NOW_MS / 1000),
    });
    const response = await fetch(`${url}/api/v1/query?${parameters}`);
    const { status, error, data } = await response.json();
    if (status !== 'success') throw new Error(error);
    return data.result;
  };
  return {
    stop: () => child.kill(),
    /** Requests, errors and one quantile by domain and path; the requests of all. */
    async ask(window) {
      const by = 'sum by (domain, path)';
      const requests = await query(
        `${by} (increase(requests_total[${window}]))`,
      );
      await query(`${by} (increase(requests_total{code=~"5.."}[${window}]))`);
      await query(
        `histogram_quantile(0.95, sum by (domain, path, le) (increase(latency_ms_bucket[${window}])))`,
      );
      return requests.reduce((sum, { value }) => sum + Number(value[1]), 0);
    },
  };
}
