import type { SloStatus } from '@atlhyper/backstage-plugin-atlhyper-common';

export const WORST_FIRST: readonly SloStatus[] = [
  'critical',
  'warning',
  'at_risk',
  'healthy',
  'no_data',
];
