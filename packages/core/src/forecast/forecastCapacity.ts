import { lastRegime, type UsedSample } from './lastRegime';
import { median, theilSen, type Trend, type TrendPoint } from './theilSen';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Less than a day does not tell growth from the time of day. */
export const LEAST_SPAN_MS = DAY_MS;

/** Nothing is said of what lies further ahead: by then a cluster is another one. */
export const HORIZON_MS = 365 * DAY_MS;

/** Blocks that a series is averaged into: enough for the ranks, few enough to be independent. */
const TARGET_BLOCKS = 15;

/** A series must have been seen in so many of its blocks. */
const LEAST_BLOCKS = 6;

export type CapacityForecastOf = {
  state: 'growing' | 'steady' | 'unknown';
  /** As last seen. */
  usedFraction?: number;
  perDayFraction?: Trend;
  full?: { expectedMs: number; earliestMs: number; latestMs?: number };
  fromMs?: number;
  sampleCount: number;
};

/**
 * When a resource runs out if it goes on as it did since its level last broke.
 *
 * The samples (hourly averages, rising by time) are averaged into some fifteen blocks, so that what
 * goes up and down within a day, and what the noise of neighbours has in common, does not pass for
 * knowledge. It is `growing` only where the whole 90 % interval of the slope is above zero and it
 * would be full within a year; `steady` where not; `unknown` with less than 24 h to learn from.
 */
export function forecastCapacity(
  samples: readonly UsedSample[],
  nowMs: number,
): CapacityForecastOf {
  const regime = lastRegime(samples);
  const blocks = toBlocks(regime);
  const known: CapacityForecastOf = {
    state: 'unknown',
    usedFraction: samples[samples.length - 1]?.usedFraction,
    fromMs: regime[0]?.atMs,
    sampleCount: regime.length,
  };
  if (spanOf(regime) < LEAST_SPAN_MS || blocks.length < LEAST_BLOCKS) {
    return known;
  }
  const perDayFraction = theilSen(blocks);
  const full = fullAt(regime, perDayFraction, nowMs);
  return full
    ? { ...known, state: 'growing', perDayFraction, full }
    : { ...known, state: 'steady', perDayFraction };
}

/** Each sample stands for its hour. */
function spanOf(samples: readonly UsedSample[]): number {
  return samples.length
    ? samples[samples.length - 1].atMs - samples[0].atMs + HOUR_MS
    : 0;
}

/** Averages over equal stretches, in days; a stretch without samples is left out. */
function toBlocks(samples: readonly UsedSample[]): TrendPoint[] {
  const blockMs = Math.max(HOUR_MS, spanOf(samples) / TARGET_BLOCKS);
  const blocks = new Map<number, UsedSample[]>();
  for (const sample of samples) {
    const block = Math.floor((sample.atMs - samples[0].atMs) / blockMs);
    const known = blocks.get(block);
    if (known) known.push(sample);
    else blocks.set(block, [sample]);
  }
  return [...blocks.values()].map(block => ({
    at: mean(block.map(one => one.atMs)) / DAY_MS,
    value: mean(block.map(one => one.usedFraction)),
  }));
}

/** `undefined` where it does not surely grow, or not so fast that it is full within a year. */
function fullAt(
  samples: readonly UsedSample[],
  trend: Trend,
  nowMs: number,
): CapacityForecastOf['full'] {
  if (trend.low <= 0) return undefined;
  const left = Math.max(0, 1 - levelAt(samples, trend.estimate, nowMs));
  const after = (slope: number) => nowMs + Math.round((left / slope) * DAY_MS);
  const expectedMs = after(trend.estimate);
  const latestMs = after(trend.low);
  if (expectedMs > nowMs + HORIZON_MS) return undefined;
  return {
    expectedMs,
    earliestMs: after(trend.high),
    latestMs: latestMs > nowMs + HORIZON_MS ? undefined : latestMs,
  };
}

/** The level now by the samples of the last day, each carried on along the trend. */
function levelAt(
  samples: readonly UsedSample[],
  perDay: number,
  nowMs: number,
): number {
  const lastMs = samples[samples.length - 1].atMs;
  const lately = samples.filter(one => one.atMs > lastMs - DAY_MS);
  return median(
    lately.map(
      one => one.usedFraction + (perDay * (nowMs - one.atMs)) / DAY_MS,
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
