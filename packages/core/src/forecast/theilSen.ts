/** A point of a series; `at` in any unit. */
export type TrendPoint = { at: number; value: number };

/** A slope per unit of `at`, with an interval that holds the true one in 90 % of cases. */
export type Trend = { estimate: number; low: number; high: number };

/** Quantile of the normal distribution for an interval of 90 %, 5 % on either side. */
const Z_90 = 1.645;

/** What is left of autocorrelation widens the interval up to this; beyond, the series is no trend. */
const MAX_AUTOCORRELATION = 0.9;

/**
 * The median of the slopes between all pairs of points, which a third of outliers does not move, and
 * its interval from the ranks of the slopes.
 *
 * Points that depend on their neighbours tell less than their number says. The variance of Kendall's
 * statistic is therefore multiplied by (1 + r) / (1 − r) for the lag-1 autocorrelation r of the
 * residuals, where it is positive. At least three points at different times are needed.
 *
 * Sources: P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63 (1968),
 * section 6 (interval); G. V. Bayley and J. M. Hammersley, The effective number of independent
 * observations in an autocorrelated time series, JRSS Suppl. 8 (1946) (factor).
 *
 * @throws Error for fewer than three points
 */
export function theilSen(points: readonly TrendPoint[]): Trend {
  if (points.length < 3) {
    throw new Error('A trend takes at least three points');
  }
  const slopes: number[] = [];
  points.forEach((b, j) => {
    for (const a of points.slice(0, j)) {
      if (b.at !== a.at) slopes.push((b.value - a.value) / (b.at - a.at));
    }
  });
  slopes.sort((a, b) => a - b);
  const estimate = medianOfSorted(slopes);
  const n = points.length;
  const r = autocorrelation(points.map(p => p.value - estimate * p.at));
  const inflation = Math.sqrt((1 + r) / (1 - r));
  const spread = Z_90 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18) * inflation;
  const last = slopes.length - 1;
  const lower = Math.floor((slopes.length - spread) / 2) - 1;
  const upper = Math.ceil((slopes.length + spread) / 2);
  return {
    estimate,
    low: slopes[Math.max(0, lower)],
    high: slopes[Math.min(last, upper)],
  };
}

/** The value in the middle; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  return medianOfSorted([...values].sort((a, b) => a - b));
}

function medianOfSorted(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of neighbours, between 0 and a bound; 0 where all values are equal. */
function autocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  let variance = 0;
  let covariance = 0;
  values.forEach((value, i) => {
    variance += (value - mean) ** 2;
    if (i > 0) covariance += (value - mean) * (values[i - 1] - mean);
  });
  const r = variance > 0 ? covariance / variance : 0;
  return Math.min(MAX_AUTOCORRELATION, Math.max(0, r));
}
