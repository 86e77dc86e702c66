import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { RULE_TITLES } from './components/Alerts/ruleTitles';

/** Texts that the tabs and pages share. */
export const atlhyperReactTranslationRef = createTranslationRef({
  id: 'plugin.atlhyper.react',
  messages: {
    status: {
      healthy: 'Healthy',
      at_risk: 'At risk',
      warning: 'Warning',
      critical: 'Critical',
      no_data: 'No data',
      unknown: 'Unknown',
      not_judged: 'Not judged yet',
    },
    rule: RULE_TITLES,
    alerts: {
      title: 'Recent alerts',
      none: 'No alert fired lately.',
      where: 'Where',
      what: 'What',
      state: 'State',
      fired: 'Fired',
      measured: 'Measured',
      resolved: 'Resolved after {{duration}}',
      atFiring: '{{value}} when it fired',
      burning_fast: 'burning fast',
      burning_slow: 'burning slowly',
      limit: 'limit {{value}}',
    },
    window: {
      label: 'Time window',
      '1d': 'Day',
      '7d': 'Week',
      '30d': 'Month',
      own: 'Own objective',
    },
    cluster: {
      label: 'Cluster',
      all: 'All clusters',
    },
    chart: {
      showTable: 'Show as table',
      time: 'Time',
      noData: 'No data in this window yet.',
      count: 'Requests',
      share: 'Share',
      previousShare: 'Period before',
      latency: 'Latency',
      bucket: '{{lower}} to {{upper}}',
      bucketOpen: 'more than {{lower}}',
      readOut: '{{bucket}}: {{requests}} requests, {{share}}',
      readOutHint: 'Point at a bar to read it.',
    },
    list: {
      columns: 'Columns',
      csv: 'Download CSV',
      csvFailed: 'The file could not be made: {{reason}}',
      sort: 'Sort by',
      empty: 'Nothing here yet.',
      noMatch: 'Nothing matches.',
      clear: 'Clear search',
    },
    pages: {
      page: 'page {{page}}',
      previous: 'Previous page',
      next: 'Next page',
    },
    kubernetes: {
      open: '{{name}} in the Kubernetes tab',
    },
    pods: {
      pod: 'Pod',
      state: 'State',
      restarts: 'Restarts',
      node: 'Node',
      cpu: 'CPU (cores)',
      memory: 'Memory',
      ready: 'ready',
      notReady: 'not ready',
      request: 'request {{value}}',
      noRequest: 'no request',
      limit: 'limit {{value}}',
      noLimit: 'no limit',
      closeToLimit: 'Uses 90 % of a limit or more',
      waiting: '{{container}} waits: {{reason}}',
      ended: '{{container}} ended {{ago}}: {{reason}}',
    },
    polled: {
      loading: 'Loading',
      updated: 'Updated {{time}}',
      stale: 'The last update failed, the figures are of {{time}}.',
      retry: 'Try again',
      denied: 'You may not see this',
      deniedHint:
        'Your permissions do not cover it. Ask those who run this Backstage for the permission atlhyper.slo.read, or atlhyper.mesh.read for services.',
      deniedPermission:
        'Your permissions do not cover it. Ask those who run this Backstage for the permission {{permission}}.',
      notFound: 'Not found',
      errorHint:
        'Try again; if it goes on, see the log of the backend, plugin "atlhyper".',
    },
  },
  translations: {
    zh: () => import('./translations/zh'),
    ja: () => import('./translations/ja'),
  },
});
