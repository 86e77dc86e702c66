import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  answerWith,
  atlhyperApiRef,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import plugin from '../src';
import {
  apiPod,
  busyNode,
  capacityResponse,
  kubernetesNode,
  nodeHistoryResponse,
  nodeMetricsResponse,
  plainNode,
  plainPod,
} from '../src/__fixtures__/nodes';
import { EntityNodesContent } from '../src/components/EntityNodesContent/EntityNodesContent';

/** Every state of the pages: `?state=ok|empty|loading|error` in the address; `ok` has every group, and a node with few. */
async function answer<T>(ok: T, empty: T): Promise<T> {
  switch (new URLSearchParams(window.location.search).get('state')) {
    case 'empty':
      return empty;
    case 'loading':
      return new Promise(() => {});
    case 'error':
      throw new Error('The backend does not answer');
    default:
      return ok;
  }
}

const cluster: Cluster = {
  id: 'demo',
  createdMs: 0,
  status: 'connected',
  agents: [],
  nodeCount: 2,
  podCount: 1,
  domainCount: 0,
  gaps: [],
};

const api = answerWith({
  getClusters: async () => ({ clusters: [cluster] }),
  getNodeMetrics: () =>
    answer(
      {
        ...nodeMetricsResponse,
        nodes: [...nodeMetricsResponse.nodes, plainNode],
      },
      { ...nodeMetricsResponse, nodes: [] },
    ),
  getNodeHistory: () =>
    answer(nodeHistoryResponse, { ...nodeHistoryResponse, history: [] }),
  getKubernetesNode: async () => kubernetesNode,
  getAlerts: async () => ({ alerts: [] }),
  getCapacity: () =>
    answer(capacityResponse, { ...capacityResponse, forecasts: [], nodes: [] }),
  getWorkloadNodes: () =>
    answer(
      {
        nodes: [{ ...busyNode, pods: [apiPod, plainPod] }],
        unscheduledPods: 0,
      },
      { nodes: [], unscheduledPods: 0 },
    ),
});

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'atlhyper.io/services': 'shop/web' },
  },
};

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
        PageBlueprint.make({
          name: 'entity',
          params: {
            path: '/entity',
            title: 'Entity tab',
            loader: async () => (
              <EntityProvider entity={entity}>
                <EntityNodesContent />
              </EntityProvider>
            ),
          },
        }),
      ],
    }),
  ],
});
