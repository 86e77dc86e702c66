import { answerWith, type Answers } from '@atlhyper/backstage-plugin-atlhyper-react';
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
  alertsResponse,
  podMetricsResponse,
} from './metrics';

/** Answers of a backend with two clusters; `overrides` replaces single answers. */
export function createMockApi(overrides: Answers = {}) {
  const answers: Answers = {
    getClusters: jest.fn(async () => ({
      clusters: [busyCluster, newCluster],
    })),
    getResourceKinds: jest.fn(async ({ params }) => kindsResponse(params.cluster)),
    getResources: jest.fn(async ({ params }) =>
      resourcesResponse(params.cluster, params.kind),
    ),
    getResource: jest.fn(async ({ params: { cluster, ...id } }) =>
      resourceResponse(cluster, id),
    ),
    getClusterHealth: jest.fn(async () => clusterMetrics),
    listPodMetrics: jest.fn(async () => podMetricsResponse),
    listKubernetesEvents: jest.fn(async () => eventsResponse),
    getAlerts: jest.fn(async () => alertsResponse),
    ...overrides,
  };
  return {
    ...answerWith(answers),
    ...(answers as { [name in keyof Answers]-?: jest.Mock }),
  };
}
