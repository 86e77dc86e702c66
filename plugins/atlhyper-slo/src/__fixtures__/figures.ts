import type {
  SloAlert,
  SloFigures,
  SloJudgement,
  SloStatus,
  SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const HOUR_MS = 3_600_000;
/** The end of every fixed answer: 10 October 2025, 08:53:20 UTC. */
export const NOW_MS = 1_760_086_400_000;
export const FROM_MS = NOW_MS - 24 * HOUR_MS;

/** Traffic that keeps its target. */
export const busy: SloFigures = {
  total_requests: 12_659,
  requests_per_sec: 0.1465,
  availability: 99.505,
  error_rate: 0.495,
  p50_latency: 61.2,
  p95_latency: 287.4,
  p99_latency: 300,
  latency: {
    p50: { valueMs: 61.2, lowerMs: 50, upperMs: 100 },
    p95: { valueMs: 287.4, lowerMs: 100, upperMs: 300 },
    p99: { valueMs: 300, lowerMs: 100, upperMs: 300 },
  },
};
/** Traffic that misses both; its slowest requests lie past the last bucket bound. */
export const slow: SloFigures = {
  total_requests: 159,
  requests_per_sec: 0.00184,
  availability: 93.4,
  error_rate: 6.6,
  p50_latency: 820,
  latency: {
    p50: { valueMs: 820, lowerMs: 300, upperMs: 1200 },
    p95: { lowerMs: 5000 },
    p99: { lowerMs: 5000 },
  },
};
/** No request at all. */
export const idle: SloFigures = { total_requests: 0, requests_per_sec: 0 };

export const defaultTarget: SloTarget = {
  availability: 95,
  latency: { threshold_ms: 300, objective: 95, by: 'quantile' },
  p95_latency: 300,
  bad_requests: ['5xx'],
  origin: { level: 'default', source: 'config' },
};

/** The fast rule of a day, fired an hour ago on the path `/api`. */
export const fastBurn: SloAlert = {
  id: 'alert-1',
  kind: 'burn_rate',
  subject: {
    kind: 'path',
    domain: 'shop.example.com',
    path: '/api',
    path_match: 'prefix',
  },
  window: '1d',
  rule: {
    long_ms: HOUR_MS,
    short_ms: 5 * 60_000,
    factor: 14.4,
    severity: 'fast',
  },
  severity: 'fast',
  firedMs: NOW_MS - HOUR_MS,
  long: {
    windowMs: HOUR_MS,
    burn_rate: 16.2,
    total_requests: 120,
    bad_requests: 97,
  },
  short: {
    windowMs: 5 * 60_000,
    burn_rate: 18,
    total_requests: 10,
    bad_requests: 9,
  },
};

/** A judgement of the whole window, healthy where nothing else is said. */
export function judged(
  status: SloStatus,
  given: Partial<SloJudgement> = {},
): SloJudgement {
  return {
    window: '1d',
    status,
    reasons: [],
    causes: (given.reasons ?? []).map(reason => ({ reason })),
    target: defaultTarget,
    covered_fraction: 1,
    alerts: [],
    ...given,
  };
}
