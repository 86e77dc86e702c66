import type { RequestSeries } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Text that is equal for equal series and differs for different ones, whatever the key order. */
export function seriesKey(series: RequestSeries): string {
  return series.kind === 'route'
    ? JSON.stringify([
        series.kind,
        series.host,
        series.path,
        series.pathMatch,
        series.condition ?? null,
      ])
    : JSON.stringify([series.kind, series.service]);
}
