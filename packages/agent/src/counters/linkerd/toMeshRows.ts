import {
  MAX_LATENCY_BOUNDS,
  type EdgeKey,
  type RequestRow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  thinBounds,
  type HistogramValue,
  type Increments,
} from '@atlhyper/core';
import { parseMeshKey, type MeshSeries, type MeshTarget } from './meshSeries';

const NOTHING = { started: 0, failed: 0, secured: 0 };

/**
 * Turns one proxy's increments into rows; rows of one series are added up later.
 *
 * The newer metrics count the same requests again, so they are left out where the proxy writes the
 * older ones. They count streams that have ended and never say how many began, so `started` is
 * taken to be their number; and they do not say what went over TLS.
 */
export function* toMeshRows(
  increments: Pick<Increments, 'counters' | 'histograms'>,
  proxy: { source: EdgeKey['source'] | undefined; hasEndpointSeries: boolean },
): Generator<RequestRow> {
  for (const [key, count] of increments.counters) {
    const series = parseMeshKey(key);
    const row = isRedundant(series, proxy)
      ? undefined
      : emptyRow(series.target, proxy.source);
    if (!row) continue;
    if (series.what === 'started') {
      yield { ...row, mesh: { ...NOTHING, started: count } };
    } else if (series.what === 'response') {
      yield {
        ...row,
        codes: { [series.code]: count },
        mesh: {
          started: series.isRoute ? count : 0,
          failed: series.failed ? count : 0,
          secured: series.secured ? count : 0,
        },
      };
    }
  }
  for (const [key, histogram] of increments.histograms) {
    const series = parseMeshKey(key);
    const row = isRedundant(series, proxy)
      ? undefined
      : emptyRow(series.target, proxy.source);
    if (row) yield { ...row, latency: toLatency(histogram), mesh: NOTHING };
  }
}

function isRedundant(
  series: MeshSeries,
  { hasEndpointSeries }: { hasEndpointSeries: boolean },
): boolean {
  return hasEndpointSeries && series.what !== 'started' && series.isRoute;
}

function emptyRow(
  target: MeshTarget,
  source: EdgeKey['source'] | undefined,
): RequestRow | undefined {
  if (target.kind === 'authority') {
    return { series: target, codes: {}, methods: {} };
  }
  const { namespace, service } = target;
  return (
    source && {
      series: { kind: 'edge', source, destination: { namespace, service } },
      codes: {},
      methods: {},
    }
  );
}

function toLatency(histogram: HistogramValue): RequestRow['latency'] {
  const { boundsMs, counts, sumMs } = thinBounds(histogram, MAX_LATENCY_BOUNDS);
  return { boundsMs: [...boundsMs], counts: [...counts], sumMs };
}
