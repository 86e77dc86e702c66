import {
  MAX_LATENCY_BOUNDS,
  type RequestRow,
  type RequestSeries,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  isOfOtherProtocol,
  thinBounds,
  type HistogramValue,
  type Increments,
  type RouteTable,
} from '@atlhyper/core';
import { parseSeriesKey, type TraefikSeries } from './TraefikScrapeReader';

/** Who answers for names that no route knows, and what the wire takes of a name. */
const INTERNAL = '@internal';
const MAX_SERVICE_NAME = 512;

/**
 * Turns one process's increments into rows, one for each series and code and method; rows of one
 * series are added up later.
 *
 * A request is counted by Traefik twice, at its router and at its service. The table says which of
 * the two stands for it, so the other is left out. What no route knows is `unmapped` under
 * Traefik's own name, so that it is seen, except Traefik's own services (its metrics page).
 */
export function* toRequestRows(
  increments: Pick<Increments, 'counters' | 'histograms'>,
  table: RouteTable,
): Generator<RequestRow> {
  for (const [key, count] of increments.counters) {
    const counted = parseSeriesKey(key);
    const series = seriesOf(counted, table);
    if (series) {
      yield {
        series,
        codes: { [toCode(counted.code)]: count },
        methods: { [toMethod(counted.method)]: count },
      };
    }
  }
  for (const [key, histogram] of increments.histograms) {
    const series = seriesOf(parseSeriesKey(key), table);
    if (series) {
      yield { series, codes: {}, methods: {}, latency: toLatency(histogram) };
    }
  }
}

function seriesOf(
  { scope, name, service }: TraefikSeries,
  table: RouteTable,
): RequestSeries | undefined {
  if (scope === 'router') {
    return table.seriesOfRouter(name, service);
  }
  if (table.isLeftOut(name) || isOfOtherProtocol(name)) {
    return undefined;
  }
  const series = table.seriesOfService(name);
  if (series || name.endsWith(INTERNAL)) {
    return series;
  }
  return { kind: 'unmapped', service: name.slice(0, MAX_SERVICE_NAME) };
}

/** Traefik gives 0 where the client was gone before there was an answer. */
function toCode(code: string): string {
  return /^\d{1,3}$/.test(code) ? code : '0';
}

function toMethod(method: string): string {
  const upper = method.toUpperCase();
  return /^[A-Z_]{1,32}$/.test(upper) ? upper : 'UNKNOWN';
}

function toLatency(histogram: HistogramValue): RequestRow['latency'] {
  const { boundsMs, counts, sumMs } = thinBounds(histogram, MAX_LATENCY_BOUNDS);
  return { boundsMs: [...boundsMs], counts: [...counts], sumMs };
}
