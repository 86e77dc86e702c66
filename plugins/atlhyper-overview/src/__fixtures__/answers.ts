import type {
  AlertRecord,
  Cluster,
  Domain,
  ServiceSlo,
  SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Answers } from '@atlhyper/backstage-plugin-atlhyper-react';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;

function clusterOf(id: string, status: Cluster['status']): Cluster {
  return {
    ...{ id, status, createdMs: 0, agents: [], gaps: [] },
    ...{ nodeCount: 3, podCount: 10, domainCount: 2 },
  };
}

const clusters = [
  clusterOf('east', 'connected'),
  clusterOf('west', 'connected'),
  clusterOf('north', 'disconnected'),
];

const target = {
  availability: 99.5,
  bad_requests: ['5xx'],
  burn_rules: [],
  origin: { level: 'default', source: 'default' },
} as unknown as SloJudgement['target'];

const critical: SloJudgement = {
  window: '30d',
  status: 'critical',
  reasons: ['availability_missed'],
  causes: [
    {
      reason: 'availability_missed',
      part: '/cart/*',
      measured: { value: 98.2, objective: 99.5, unit: 'percent' },
    },
  ],
  target,
  covered_fraction: 1,
  alerts: [],
  sinceMs: NOW_MS - HOUR_MS,
};

const summary = { total_requests: 10, requests_per_sec: 0.1 };

const shop: Domain = {
  ...critical,
  ...{ worst_window: '30d', domain: 'shop.example.com', tls: true },
  ...{ clusters: ['east'], summary, routes: [] },
};

const cart: ServiceSlo = {
  ...critical,
  ...{ status: 'at_risk', reasons: ['budget_low'] },
  causes: [
    {
      reason: 'budget_low',
      measured: { value: 12, objective: 20, unit: 'percent' },
    },
  ],
  ...{ worst_window: '30d', cluster: 'east', namespace: 'shop' },
  ...{ service: 'cart', summary, no_response: 0, edges: [] },
};

export function alertOf(
  entity: string,
  given: Partial<AlertRecord> = {},
): AlertRecord {
  const [cluster, , , title] = entity.split('/');
  const times = { sinceMs: NOW_MS - HOUR_MS, firedMs: NOW_MS - HOUR_MS };
  return {
    ...{ id: entity, kind: 'cluster', rule: 'containers_crash_looping' },
    ...{ severity: 'warning', state: 'firing', ...times },
    ...{ entity, title, cluster, variants: [], ...given },
  };
}

export const alerts = [
  alertOf('east/shop/pod/cart-1'),
  alertOf('east/_/node/n1', {
    ...{ kind: 'node', severity: 'critical', rule: 'diskUsedFraction' },
  }),
  alertOf('east/ops/pod/report-1'),
  alertOf('*/_/domain/shop.example.com', {
    ...{ kind: 'slo', severity: 'critical', cluster: undefined },
  }),
];

const counts = {
  ...{ healthy_count: 4, at_risk_count: 0, warning_count: 0 },
  ...{ critical_count: 1, no_data_count: 1 },
};

/** A backend with three clusters in which something is wrong. */
export function createAnswers(given: Answers = {}): Answers {
  const page = { window: 'own' as const, fromMs: 0, toMs: NOW_MS, total: 1 };
  return {
    getClusters: async () => ({ clusters }),
    getAlerts: async () => ({ alerts }),
    getDomains: async () => ({
      ...page,
      summary: { ...counts, total_domains: 6 },
      domains: [shop],
      shared: [],
      unmapped: [],
    }),
    getServices: async () => ({
      ...page,
      summary: { ...counts, total_services: 6 },
      services: [cart],
      authorities: [],
    }),
    ...given,
  };
}

/** What entities of the catalog claim, as the catalog has them. */
export const entities = (
  [
    ['checkout', 'shop.example.com', 'shop/cart', 'team-shop', 'shop'],
    ['report', '', 'ops/report', 'team-ops', 'back-office'],
  ] as const
).map(([name, domains, services, owner, system]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: {
      'atlhyper.io/domains': domains,
      'atlhyper.io/services': services,
    },
  },
  relations: [
    { type: 'ownedBy', targetRef: `group:default/${owner}` },
    { type: 'partOf', targetRef: `system:default/${system}` },
  ],
}));

