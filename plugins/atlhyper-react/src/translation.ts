import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Texts that the tabs and pages share. */
export const atlhyperReactTranslationRef = createTranslationRef({
  id: 'plugin.atlhyper.react',
  messages: {
    status: {
      healthy: 'Healthy',
      warning: 'Warning',
      critical: 'Critical',
      no_data: 'No data',
    },
    window: {
      label: 'Time window',
      '1d': 'Day',
      '7d': 'Week',
      '30d': 'Month',
    },
    cluster: {
      label: 'Cluster',
      all: 'All clusters',
    },
    chart: {
      showTable: 'Show as table',
      time: 'Time',
      noData: 'No data in this window yet.',
    },
    polled: {
      loading: 'Loading',
      updated: 'Updated {{time}}',
      stale: 'The last update failed, the figures are of {{time}}.',
      retry: 'Try again',
    },
  },
  translations: {
    zh: () => import('./translations/zh'),
    ja: () => import('./translations/ja'),
  },
});
