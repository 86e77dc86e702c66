import type {
  DomainHistoryResponse,
  DomainsResponse,
  SloFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const busy: SloFigures = {
  total_requests: 12_659,
  requests_per_sec: 0.1465,
  availability: 99.505,
  error_rate: 0.495,
  p95_latency: 287.4,
  latency: { p95: { valueMs: 287.4, lowerMs: 100, upperMs: 300 } },
};
const slow: SloFigures = {
  total_requests: 159,
  requests_per_sec: 0.00184,
  availability: 93.4,
  error_rate: 6.6,
  latency: { p95: { lowerMs: 5000 } },
};
const idle: SloFigures = { total_requests: 0, requests_per_sec: 0 };
const target = { availability: 95, p95_latency: 300 };
const route = { path_match: 'prefix' as const, clusters: ['demo'], target };

/** Two domains: one with a critical path, one without any request. */
export const domainsResponse: DomainsResponse = {
  window: '1d',
  fromMs: 1_760_000_000_000,
  toMs: 1_760_086_400_000,
  summary: {
    total_domains: 2,
    healthy_count: 0,
    warning_count: 0,
    critical_count: 1,
    no_data_count: 1,
  },
  domains: [
    {
      domain: 'idle.example.com',
      tls: false,
      clusters: ['demo'],
      status: 'no_data',
      target,
      summary: idle,
      routes: [
        { ...route, path_prefix: '/', status: 'no_data', current: idle },
      ],
    },
    {
      domain: 'shop.example.com',
      tls: true,
      clusters: ['demo'],
      status: 'critical',
      target,
      error_budget_remaining: 90.1,
      summary: busy,
      routes: [
        { ...route, path_prefix: '/', status: 'healthy', current: busy },
        { ...route, path_prefix: '/api', status: 'critical', current: slow },
      ],
    },
  ],
  shared: [],
  unmapped: [
    { cluster: 'demo', service: 'ops-metrics-9090@kubernetes', current: busy },
  ],
};

export const emptyResponse: DomainsResponse = {
  ...domainsResponse,
  domains: [],
  unmapped: [],
  summary: {
    total_domains: 0,
    healthy_count: 0,
    warning_count: 0,
    critical_count: 0,
    no_data_count: 0,
  },
};

export const historyResponse: DomainHistoryResponse = {
  window: '1d',
  fromMs: domainsResponse.fromMs,
  toMs: domainsResponse.toMs,
  domain: 'shop.example.com',
  bucketMs: 300_000,
  target,
  points: [
    { startMs: 1_760_000_100_000, ...busy },
    { startMs: 1_760_000_400_000, ...idle },
  ],
};
