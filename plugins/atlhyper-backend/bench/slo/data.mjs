// The same traffic for everyone: requests of 5,000 paths in each hour of 30 days.
const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
export const DOMAINS = isSmall ? 20 : 1_000;
export const PATHS = 5;
export const SERIES = DOMAINS * PATHS;
export const HOURS = isSmall ? 48 : 30 * 24;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** End of the traffic, and where the windows end. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);
export const BEGIN_MS = NOW_MS - HOURS * HOUR_MS;
export const BOUNDS_MS = [100, 300, 1200, 5000];

const SHARES = [0.6, 0.25, 0.1, 0.04];

export function domainOf(series) {
  return `shop-${Math.floor(series / PATHS)}.example.com`;
}

export function pathOf(series) {
  return `/part-${series % PATHS}`;
}

/** Requests, errors among them and latency counts of a path in one hour. */
export function trafficOf(series, hour) {
  const noise = (Math.imul(series * HOURS + hour, 2_654_435_761) >>> 8) % 1_000;
  const requests = 200 + noise;
  const counts = SHARES.map(share => Math.floor(requests * share));
  counts.push(requests - counts.reduce((a, b) => a + b));
  return { requests, errors: noise % 40 === 0 ? 3 : 0, counts };
}

/** What the agent would send of it. */
export function toRow(series, { requests, errors, counts }) {
  const path = pathOf(series);
  return {
    series: {
      kind: 'route',
      host: domainOf(series),
      path,
      pathMatch: 'prefix',
    },
    codes: { 200: requests - errors, ...(errors > 0 && { 503: errors }) },
    methods: { GET: requests },
    latency: { boundsMs: BOUNDS_MS, counts, sumMs: requests * 180 },
  };
}
