import type {
  ImportTargetsResponse,
  StoredTarget,
  TargetsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { NOW_MS } from './figures';

const rules = [
  { long_ms: 3_600_000, short_ms: 300_000, factor: 3, severity: 'fast' as const },
  {
    long_ms: 6 * 3_600_000,
    short_ms: 1_800_000,
    factor: 1.2,
    severity: 'slow' as const,
  },
];
const objective = (availability: number, threshold_ms: number) => ({
  availability,
  latency: { threshold_ms, objective: 95, by: 'quantile' as const },
});

/** The path `/api` has a target of its own. */
export const apiTarget: StoredTarget = {
  subject: {
    kind: 'path',
    domain: 'shop.example.com',
    path: '/api',
    path_match: 'prefix',
  },
  window: '1d',
  objective: { ...objective(99.5, 800), bad_requests: ['5xx', 'no_response'] },
  source: 'api',
  updatedMs: NOW_MS - 86_400_000,
  updatedBy: 'user:default/guest',
};

/** The same target, defined by the component that owns the path. */
export const catalogTarget: StoredTarget = {
  ...apiTarget,
  source: 'catalog',
  entity_ref: 'component:default/shop',
  updatedBy: undefined,
};

export const targetsResponse: TargetsResponse = {
  defaults: {
    '1d': objective(95, 300),
    '7d': objective(96, 280),
    '30d': objective(97, 250),
  },
  burn_rules: { '1d': rules, '7d': rules, '30d': rules },
  targets: [apiTarget],
  problems: [],
};

export const importResponse: ImportTargetsResponse = {
  dryRun: true,
  targets: [
    {
      subject: { kind: 'domain', domain: 'shop.example.com' },
      window: '30d',
      objective: objective(99.9, 200),
    },
  ],
  warnings: ['SLO "checkout": calendar windows have no place here'],
};
