import { RouteBook } from '@atlhyper/agent/src/counters/traefik/RouteBook';
import { TraefikScrapeReader } from '@atlhyper/agent/src/counters/traefik/TraefikScrapeReader';
import { namesSeen } from '@atlhyper/agent/src/counters/traefik/TraefikSource';
import { toRequestRows } from '@atlhyper/agent/src/counters/traefik/toRequestRows';
import type { KindStatus } from '@atlhyper/agent/src/kubernetes/KindStatus';
import { createLogger } from '@atlhyper/agent/src/Logger';
import { ManualClock } from '@atlhyper/agent/src/testing/ManualClock';
import {
  requestRowSchema,
  type RequestRow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { computeIncrements, createUnmappedReasons, seriesEntity, toEntityKey, type RouteTable } from '@atlhyper/core';
import { storeOf, type Manifest } from './clusterObjects';

type Input = {
  objects?: Manifest[];
  scrapes: [string, string];
  secondsBetween?: number;
};

/** The route book of a cluster with these objects. */
export function routesOf(
  objects: readonly Manifest[],
  kinds: KindStatus[] = [],
): RouteBook {
  return new RouteBook({
    store: storeOf(objects),
    kinds: () => kinds,
    clock: new ManualClock(0),
    logger: createLogger('error', () => {}),
  });
}

/** The request rows that two scrapes of one Traefik pod give. */
function rowsOf({ objects = [], scrapes, secondsBetween }: Input): {
  rows: RequestRow[];
  table: RouteTable;
} {
  const reader = new TraefikScrapeReader();
  const [previous, current] = scrapes.map((body, i) =>
    reader.read(Buffer.from(body), {
      process: 'traefik/pod',
      scrapedAtMs: 1.7636e12 + 1e9 + i * 1000 * (secondsBetween ?? 30),
    }),
  );
  const table = routesOf(objects).tableFor(namesSeen([current]));
  const increments = computeIncrements({ previous, current });
  return { rows: [...toRequestRows(increments, table)], table };
}

/** Kind `traefik`. */
export function runTraefik(input: Input) {
  const { rows, table } = rowsOf(input);
  const bySeries = new Map<string, { row: RequestRow; requests: number }>();
  for (const row of rows) {
    const key = toEntityKey(seriesEntity(row.series));
    const count = Object.values(row.codes).reduce((a, b) => a + b, 0);
    const known = bySeries.get(key)?.requests ?? 0;
    bySeries.set(key, { row, requests: known + count });
  }
  const requests = [...bySeries.values()]
    .filter(entry => entry.requests > 0)
    .map(entry => ({
      ...describeSeries(entry.row.series, table),
      requests: entry.requests,
    }));
  return {
    requests,
    routes: table.routes.map(({ host, path, pathMatch, problem }) => ({
      host,
      path,
      match: pathMatch,
      problem,
    })),
    total: requests.reduce((sum, one) => sum + one.requests, 0),
  };
}

/** A set is counted under one series and shown under each of its hosts. */
function describeSeries(series: RequestRow['series'], table: RouteTable) {
  switch (series.kind) {
    case 'route':
      return {
        host: series.host,
        path: series.path,
        match: series.pathMatch,
        condition: series.condition,
      };
    case 'shared':
      return { shared: series.service, ...membersOf(series.service, table) };
    case 'unmapped':
      return {
        unmapped: series.service,
        reason: createUnmappedReasons(table.routes)(series.service),
      };
    default:
      throw new Error(`Traefik gives no ${series.kind}`);
  }
}

function membersOf(service: string, table: RouteTable) {
  const members = table.routes.filter(
    ({ series }) => series?.kind === 'shared' && series.service === service,
  );
  const distinct = (texts: string[]) => [...new Set(texts)];
  const paths = distinct(members.map(({ path }) => path));
  const matches = distinct(members.map(({ pathMatch }) => pathMatch));
  return {
    hosts: distinct(members.map(({ host }) => host)),
    paths,
    path: paths.length === 1 ? paths[0] : undefined,
    match: matches.length === 1 ? matches[0] : undefined,
  };
}

/** Kind `latency`. */
export function runLatency(input: Input) {
  const { rows } = rowsOf(input);
  const row = rows.find(one => one.latency);
  const parsed = rows.map(one => requestRowSchema.safeParse(one));
  const refused = parsed.find(({ success }) => !success);
  return {
    boundsMs: row?.latency?.boundsMs,
    counts: row?.latency?.counts,
    total: row?.latency?.counts.reduce((sum, count) => sum + count, 0),
    accepted: refused === undefined,
    refusal: refused?.error?.message,
  };
}
