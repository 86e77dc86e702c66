import type { AtlhyperApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  busyCluster,
  kindsResponse,
  newCluster,
  resourceResponse,
  resourcesResponse,
} from './clusters';
import {
  clusterMetrics,
  eventsResponse,
  nodeAlertsResponse,
  podMetricsResponse,
} from './metrics';

/** Answers of a backend with two clusters; `overrides` replaces single answers. */
export function createMockApi(overrides: Partial<AtlhyperApi> = {}) {
  const api: Partial<AtlhyperApi> = {
    getClusters: jest.fn(async () => ({
      clusters: [busyCluster, newCluster],
    })),
    getResourceKinds: jest.fn(async cluster => kindsResponse(cluster)),
    getResources: jest.fn(async (cluster, kind) =>
      resourcesResponse(cluster, kind),
    ),
    getResource: jest.fn(async (cluster, id) => resourceResponse(cluster, id)),
    getClusterMetrics: jest.fn(async () => clusterMetrics),
    getPodMetrics: jest.fn(async () => podMetricsResponse),
    getEvents: jest.fn(async () => eventsResponse),
    getNodeAlerts: jest.fn(async () => nodeAlertsResponse),
    getSloAlerts: jest.fn(async () => ({ alerts: [] })),
    ...overrides,
  };
  return api as AtlhyperApi & { [name in keyof AtlhyperApi]: jest.Mock };
}
