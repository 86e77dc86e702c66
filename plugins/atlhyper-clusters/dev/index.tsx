import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  answerWith,
  atlhyperApiRef,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import plugin from '../src';
import {
  busyCluster,
  kindsResponse,
  newCluster,
  resourceResponse,
  resourcesResponse,
} from '../src/__fixtures__/clusters';

import {
  clusterMetrics,
  eventsResponse,
  alertsResponse,
  podMetricsResponse,
} from '../src/__fixtures__/metrics';

/** Every state of the page: `?state=ok|empty|loading|error|denied` in the address. */
async function answer<T>(ok: T, empty: T): Promise<T> {
  switch (new URLSearchParams(window.location.search).get('state')) {
    case 'empty':
      return empty;
    case 'loading':
      return new Promise(() => {});
    case 'error':
      throw new Error('The backend does not answer');
    case 'denied':
      throw Object.assign(new Error('Not allowed'), { statusCode: 403 });
    default:
      return ok;
  }
}

const api = answerWith({
  getClusters: () =>
    answer({ clusters: [busyCluster, newCluster] }, { clusters: [] }),
  getResourceKinds: async ({ params }) => kindsResponse(params.cluster),
  getResources: async ({ params }) =>
    resourcesResponse(params.cluster, params.kind),
  getResource: async ({ params: { cluster, ...id } }) =>
    resourceResponse(cluster, id),
  getClusterHealth: async () => clusterMetrics,
  listPodMetrics: async () => podMetricsResponse,
  listKubernetesEvents: async () => eventsResponse,
  getAlerts: async () => alertsResponse,
});

createDevApp({
  features: [
    plugin,
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'atlhyper',
          params: defineParams =>
            defineParams({
              api: atlhyperApiRef,
              deps: {},
              factory: () => api,
            }),
        }),
      ],
    }),
  ],
});
