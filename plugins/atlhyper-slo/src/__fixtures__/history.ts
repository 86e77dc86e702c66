import type {
  SloHistoryResponse,
  SloLatencyResponse,
  StatusHistoryResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { FROM_MS, NOW_MS, busy, defaultTarget, fastBurn, idle } from './figures';

const window = { window: '1d', fromMs: FROM_MS, toMs: NOW_MS } as const;
const BUCKET_MS = 300_000;

/** A day whose last hours spend the budget, with one bucket that had no request. */
export const historyResponse: SloHistoryResponse = {
  ...window,
  bucketMs: BUCKET_MS,
  target: defaultTarget,
  points: Array.from({ length: 288 }, (_, index) => {
    const startMs = FROM_MS + index * BUCKET_MS;
    if (index === 100) {
      return { startMs, ...idle, error_budget_remaining: 95 };
    }
    const errorRate = index > 250 ? 6 : 0.2 + 0.2 * Math.sin(index / 12);
    return {
      startMs,
      ...busy,
      total_requests: 44,
      requests_per_sec: 0.14 + 0.05 * Math.sin(index / 20),
      availability: 100 - errorRate,
      error_rate: errorRate,
      p95_latency: 240 + 60 * Math.sin(index / 15),
      error_budget_remaining: 97 - (index > 250 ? (index - 250) * 0.8 : 0),
      burn_rate: errorRate / 5,
    };
  }),
  forecast: {
    recent: {
      windowMs: 3_600_000,
      burn_rate: 1.4,
      total_requests: 520,
      bad_requests: 36,
    },
    exhaustedAtMs: NOW_MS + 9 * 3_600_000,
  },
};

export const latencyResponse: SloLatencyResponse = {
  ...window,
  target: defaultTarget,
  buckets: [
    { lower_ms: 0, upper_ms: 50, count: 4200 },
    { lower_ms: 50, upper_ms: 100, count: 5100 },
    { lower_ms: 100, upper_ms: 300, count: 3050 },
    { lower_ms: 300, upper_ms: 1200, count: 270 },
    { lower_ms: 1200, upper_ms: 5000, count: 31 },
    { lower_ms: 5000, count: 8 },
  ],
  sum_ms: 1_190_000,
  quantiles: busy.latency!,
  latency_share: { value: 97.56, lower: 97.56, upper: 97.56, estimated: false },
};

export const statusHistoryResponse: StatusHistoryResponse = {
  changes: [
    {
      atMs: NOW_MS - 3_600_000,
      subject: fastBurn.subject,
      window: '1d',
      from: 'healthy',
      to: 'critical',
      reasons: ['burning_fast'],
    },
    {
      atMs: FROM_MS,
      subject: fastBurn.subject,
      window: '1d',
      to: 'healthy',
      reasons: [],
    },
  ],
};
