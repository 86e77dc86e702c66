import {
  MAX_LATENCY_BOUNDS,
  type RequestRow,
  type RequestSeries,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { thinBounds } from '@atlhyper/core';
import { DateTime } from 'luxon';

/** A row of a table whose columns differed from version to version. */
export type LegacyRow = Record<string, unknown>;

/** A row of `slo_route_mapping`: which route a Traefik service is behind, in one cluster. */
export type LegacyMapping = {
  serviceKey: string;
  domain: string;
  path: string;
};

/** Time of a row, epoch ms: SQL or ISO text (UTC where it names no zone), or Unix seconds. */
export function parseLegacyTime(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value > 1e11 ? value : value * 1000;
  }
  if (typeof value !== 'string') return undefined;
  const zone = { zone: 'utc' };
  const read = [DateTime.fromISO(value, zone), DateTime.fromSQL(value, zone)];
  return read.find(time => time.isValid)?.toMillis();
}

/**
 * Whose requests a row holds: the domain and path that it names, else the route that the mapping of its
 * cluster gives for its service. A service behind several routes stays one shared service, one
 * without a route keeps its name. `undefined` for an entry point, whose requests are counted at
 * their services too: a name without `@provider`.
 */
export function seriesOfLegacy(
  row: LegacyRow,
  mappings: readonly LegacyMapping[],
): RequestSeries | undefined {
  const host = textOf(row.host);
  const domain = textOf(row.domain);
  // The older schema writes the domain into both columns, others an entry point's name.
  if (domain !== '' && (domain !== host || domain.includes('.'))) {
    return toRoute(domain, textOf(row.path_prefix ?? row.path));
  }
  if (!host.includes('@')) return undefined;
  const found = mappings.filter(one => one.serviceKey === host);
  const routes = new Set(found.map(one => `${one.domain} ${one.path}`));
  if (routes.size === 1) return toRoute(found[0].domain, found[0].path);
  return { kind: routes.size > 1 ? 'shared' : 'unmapped', service: host };
}

/** The counts of a row; `undefined` where it holds none. */
export function toRequestRow(
  row: LegacyRow,
  series: RequestSeries,
): RequestRow | undefined {
  const total = countOf(row.total_requests ?? row.total);
  if (total === 0) return undefined;
  const codes: Record<string, number> = {};
  for (const status of ['2xx', '3xx', '4xx', '5xx']) {
    const count = countOf(row[`status_${status}`]);
    if (count > 0) codes[`${status[0]}00`] = count;
  }
  const known = sumOf(Object.values(codes));
  if (known === 0) {
    const errors = Math.min(total, countOf(row.error_requests ?? row.error));
    if (errors > 0) codes['500'] = errors;
    if (total > errors) codes['200'] = total - errors;
  } else if (known < total) {
    codes['0'] = total - known;
  }
  const latency = toLatency(row);
  return {
    series,
    codes,
    methods: methodsOf(row),
    ...(latency && { latency }),
  };
}

function methodsOf(row: LegacyRow): Record<string, number> {
  const methods: Record<string, number> = {};
  for (const [column, value] of Object.entries(row)) {
    const [, name] = /^method_([a-z]+)$/.exec(column) ?? [];
    const count = countOf(value);
    if (name && count > 0) methods[name.toUpperCase()] = count;
  }
  return methods;
}

/** Buckets as JSON, cumulative by Traefik's `le` in seconds; anything else is no histogram. */
function toLatency(row: LegacyRow): RequestRow['latency'] {
  const buckets = readBuckets(row.latency_buckets);
  const finite = buckets.filter(([seconds]) => Number.isFinite(seconds));
  const total = buckets.find(([seconds]) => seconds === Infinity)?.[1];
  if (finite.length === 0) return undefined;
  const cumulative = finite.map(([, count]) => count);
  cumulative.push(Math.max(total ?? 0, countOf(row.latency_count)));
  const rises = cumulative.every((n, i) => i === 0 || n >= cumulative[i - 1]);
  if (!rises || cumulative[cumulative.length - 1] === 0) return undefined;
  const { boundsMs, counts, sumMs } = thinBounds(
    {
      boundsMs: finite.map(([seconds]) =>
        Number((seconds * 1000).toPrecision(12)),
      ),
      counts: cumulative.map((n, i) => n - (cumulative[i - 1] ?? 0)),
      sumMs: amountOf(row.latency_sum) * 1000,
    },
    MAX_LATENCY_BOUNDS,
  );
  return { boundsMs: [...boundsMs], counts: [...counts], sumMs };
}

function readBuckets(value: unknown): [seconds: number, count: number][] {
  let json: unknown;
  try {
    json = JSON.parse(textOf(value) || '{}');
  } catch {
    return [];
  }
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json)
    .map(([le, count]): [number, number] => [
      /^\+?inf/i.test(le) ? Infinity : Number(le),
      countOf(count),
    ])
    .filter(([seconds]) => seconds > 0)
    .sort(([a], [b]) => a - b);
}

function toRoute(host: string, path: string): RequestSeries {
  return {
    kind: 'route',
    host: host.toLowerCase(),
    path: path || '/',
    pathMatch: 'prefix',
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function amountOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) && number > 0 ? number : 0;
}

function countOf(value: unknown): number {
  return Math.min(Math.round(amountOf(value)), Number.MAX_SAFE_INTEGER);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
