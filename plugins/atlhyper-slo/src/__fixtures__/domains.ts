import type {
  Domain,
  DomainDetailResponse,
  DomainRoute,
  DomainsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  FROM_MS,
  NOW_MS,
  busy,
  defaultTarget,
  fastBurn,
  idle,
  judged,
  slow,
} from './figures';

const HOUR_MS = 3_600_000;
const route = {
  services: ['shop/web'], path_match: 'prefix' as const, clusters: ['demo'] };

const burning = judged('critical', {
  reasons: ['burning_fast', 'availability_missed', 'latency_missed'],
  sinceMs: NOW_MS - HOUR_MS,
  error_budget_remaining: -32,
  burn_rate: 1.32,
  alerts: [fastBurn],
});
const unused = judged('no_data', {
  reasons: ['no_requests'],
  covered_fraction: 1,
});

/** Its path `/api` burns its budget. */
export const shop: Domain = {
  worst_window: '1d',
  domain: 'shop.example.com',
  tls: true,
  clusters: ['demo'],
  ...burning,
  error_budget_remaining: 90.1,
  burn_rate: 0.099,
  summary: busy,
  routes: [
    {
      ...route,
      ...judged('healthy', { error_budget_remaining: 90.1 }),
      path_prefix: '/',
      current: busy,
    },
    { ...route, ...burning, path_prefix: '/api', current: slow },
  ],
};

/** Nobody asks it anything. */
export const unusedDomain: Domain = {
  worst_window: '1d',
  domain: 'idle.example.com',
  tls: false,
  clusters: ['demo'],
  ...unused,
  summary: idle,
  routes: [{ ...route, ...unused, path_prefix: '/', current: idle }],
};

const together = judged('no_data', { reasons: ['shared'] });

/** Its requests are counted only together with those of another domain. */
export const sharedDomain: Domain = {
  worst_window: '1d',
  domain: 'blog.example.com',
  tls: true,
  clusters: ['demo'],
  ...together,
  summary: idle,
  routes: [
    {
      ...route,
      ...together,
      path_prefix: '/',
      current: idle,
      shared_service: 'pages-80@kubernetes',
    },
  ],
};

/** Two domains: one with a critical path, one without any request. */
export const domainsResponse: DomainsResponse = {
  window: '1d',
  fromMs: FROM_MS,
  toMs: NOW_MS,
  summary: {
    total_domains: 2,
    healthy_count: 0,
    at_risk_count: 0,
    warning_count: 0,
    critical_count: 1,
    no_data_count: 1,
  },
  total: 2,
  domains: [shop, unusedDomain],
  shared: [],
  unmapped: [
    { cluster: 'demo', service: 'ops-metrics-9090@kubernetes', current: busy },
  ],
};

export const emptyResponse: DomainsResponse = {
  ...domainsResponse,
  total: 0,
  domains: [],
  unmapped: [],
  summary: {
    total_domains: 0,
    healthy_count: 0,
    at_risk_count: 0,
    warning_count: 0,
    critical_count: 0,
    no_data_count: 0,
  },
};

/** As many domains with five paths each, two of three healthy. */
export function manyDomains(count: number): DomainsResponse {
  const paths = ['/', '/api', '/static', '/ws', '/admin'];
  const domains = Array.from({ length: count }, (_, index): Domain => {
    const judgement = judged(index % 3 === 0 ? 'warning' : 'healthy', {
      reasons: index % 3 === 0 ? ['latency_missed'] : [],
      error_budget_remaining: index % 100,
    });
    const current = { ...busy, total_requests: 1000 + index };
    return {
      worst_window: '1d',
      domain: `d${String(index).padStart(4, '0')}.example.com`,
      tls: true,
      clusters: ['demo'],
      ...judgement,
      summary: current,
      routes: paths.map(
        (path_prefix): DomainRoute => ({
          ...route,
          ...judgement,
          path_prefix,
          current,
        }),
      ),
    };
  });
  const warnings = Math.ceil(count / 3);
  return {
    ...domainsResponse,
    total: count,
    domains,
    summary: {
      ...emptyResponse.summary,
      total_domains: count,
      at_risk_count: 0,
      warning_count: warnings,
      healthy_count: count - warnings,
    },
  };
}

/** The detail of `shop.example.com`. */
export const shopDetail: DomainDetailResponse = {
  ...shop,
  window: '1d',
  fromMs: FROM_MS,
  toMs: NOW_MS,
  previous: { ...busy, total_requests: 11_020, availability: 99.9 },
  previous_covered_fraction: 1,
  distribution: {
    codes: { '2xx': 12_000, '3xx': 420, '4xx': 176, '5xx': 63 },
    methods: { GET: 11_900, POST: 759 },
  },
  previous_distribution: {
    codes: { '2xx': 10_700, '4xx': 309, '5xx': 11 },
    methods: { GET: 10_400, POST: 620 },
  },
  targets: { '1d': defaultTarget, '7d': defaultTarget, '30d': defaultTarget },
  routes: shop.routes.map(shopRoute => ({
    ...shopRoute,
    sources: [
      {
        cluster: 'demo',
        kind: 'ingressroute',
        namespace: 'shop',
        ingress_name: 'storefront',
      },
    ],
    previous: { ...shopRoute.current, availability: 99.9 },
    targets: { '1d': defaultTarget, '7d': defaultTarget, '30d': defaultTarget },
  })),
};

/** The detail of `blog.example.com`. */
export const sharedDetail: DomainDetailResponse = {
  ...shopDetail,
  ...sharedDomain,
  sinceMs: undefined,
  error_budget_remaining: undefined,
  burn_rate: undefined,
  previous: idle,
  distribution: { codes: {}, methods: {} },
  previous_distribution: { codes: {}, methods: {} },
  routes: sharedDomain.routes.map(sharedRoute => ({
    ...shopDetail.routes[0],
    ...sharedRoute,
    error_budget_remaining: undefined,
    previous: idle,
  })),
};
