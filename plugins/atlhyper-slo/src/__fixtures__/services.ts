import type {
  ServiceSlo,
  ServiceDetailResponse,
  ServicesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { FROM_MS, NOW_MS, busy, defaultTarget, judged, slow } from './figures';

const targets = {
  '1d': defaultTarget,
  '7d': defaultTarget,
  '30d': defaultTarget,
};

/** Called from its own namespace and another one, which gets no answers. */
export const cartService: ServiceSlo = {
  worst_window: '1d',
  cluster: 'demo',
  namespace: 'shop',
  service: 'cart',
  ...judged('warning', {
    reasons: ['latency_missed'],
    causes: [
      {
        reason: 'latency_missed',
        measured: {
          value: 93.1,
          objective: 95,
          unit: 'percent',
          threshold_ms: 300,
        },
      },
    ],
    error_budget_remaining: 12,
    latency_share: { value: 93.1, lower: 92, upper: 94, estimated: true },
  }),
  summary: { ...busy, requests_per_sec: 1234.5, total_requests: 106_660_800 },
  mtls: 99.2,
  no_response: 17,
  edges: [
    {
      source: { namespace: 'shop', kind: 'deployment', workload: 'web' },
      ...judged('healthy', { error_budget_remaining: 80 }),
      current: { ...busy, requests_per_sec: 1200 },
      mtls: 100,
      no_response: 0,
    },
    {
      source: { namespace: 'batch', kind: 'cronjob', workload: 'report' },
      ...judged('no_data', {
        reasons: ['short_history'],
        covered_fraction: 1 / 12,
      }),
      current: slow,
      no_response: 17,
    },
  ],
};

export const servicesResponse: ServicesResponse = {
  window: '1d',
  fromMs: FROM_MS,
  toMs: NOW_MS,
  summary: {
    total_services: 1,
    healthy_count: 0,
    at_risk_count: 0,
    warning_count: 1,
    critical_count: 0,
    no_data_count: 0,
  },
  total: 1,
  services: [cartService],
  authorities: [],
};

export const emptyServices: ServicesResponse = {
  ...servicesResponse,
  total: 0,
  services: [],
  summary: {
    total_services: 0,
    healthy_count: 0,
    at_risk_count: 0,
    warning_count: 0,
    critical_count: 0,
    no_data_count: 0,
  },
};

export const cartDetail: ServiceDetailResponse = {
  ...cartService,
  window: '1d',
  fromMs: FROM_MS,
  toMs: NOW_MS,
  previous: busy,
  previous_covered_fraction: 1,
  distribution: { codes: { '2xx': 106_000_000, none: 17 }, methods: {} },
  previous_distribution: { codes: { '2xx': 12_659 }, methods: {} },
  targets,
  edges: cartService.edges.map(edge => ({
    ...edge,
    previous: busy,
    targets,
  })),
};
