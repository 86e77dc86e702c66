import type { SloHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';

type Point = SloHistoryResponse['points'][number];

/** A figure of each bucket, `undefined` where the bucket has none. */
export type Measure = 'availability' | 'error_rate' | 'p95_latency' | 'rate';

/** The figure of a bucket as a chart draws it. */
export function measureOf(
  point: Point,
  measure: Measure,
  complete: { bucketMs: number; nowMs: number },
): number | undefined {
  if (measure !== 'rate') {
    return point[measure];
  }
  // The bucket that is still being counted would look like a drop.
  return point.total_requests > 0 &&
    point.startMs + complete.bucketMs <= complete.nowMs
    ? point.requests_per_sec
    : undefined;
}

/**
 * Ends of the axis of availability, from a little under the lowest value: from zero, 99.1 and
 * 99.9 % would look the same.
 */
export function availabilityRange(
  values: readonly (number | undefined)[],
  target: number,
): [number, number] {
  const known = values.filter((value): value is number => value !== undefined);
  const lowest = Math.min(target, ...known);
  return [Math.max(0, Math.floor(lowest - (100 - lowest) * 0.1)), 100];
}

/**
 * The line from what is left of the budget now to nothing when the forecast says; its end is cut at
 * `mostMs` ahead so that the past is not pressed into a corner. Empty where nothing is forecast.
 */
export function forecastLine(
  history: Pick<SloHistoryResponse, 'points' | 'forecast' | 'bucketMs'>,
  mostMs: number,
): { timeMs: number; remaining: number }[] {
  const { points, forecast, bucketMs } = history;
  const last = [...points]
    .reverse()
    .find(point => point.error_budget_remaining !== undefined);
  const remaining = last?.error_budget_remaining;
  const exhaustedAtMs = forecast?.exhaustedAtMs;
  if (
    !last ||
    remaining === undefined ||
    remaining <= 0 ||
    exhaustedAtMs === undefined
  ) {
    return [];
  }
  const fromMs = last.startMs + bucketMs;
  if (exhaustedAtMs <= fromMs) {
    return [];
  }
  const toMs = Math.min(exhaustedAtMs, fromMs + mostMs);
  const spentShare = (toMs - fromMs) / (exhaustedAtMs - fromMs);
  return [
    { timeMs: last.startMs, remaining },
    { timeMs: toMs, remaining: remaining * (1 - spentShare) },
  ];
}
