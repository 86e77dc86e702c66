import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import { answerWith, type Answers } from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  apiPod,
  busyNode,
  capacityResponse,
  kubernetesNode,
  nodeHistoryResponse,
  nodeMetricsResponse,
  plainPod,
} from './nodes';

const cluster: Cluster = {
  id: 'demo',
  createdMs: 1_760_000_000_000,
  status: 'connected',
  agents: [],
  nodeCount: 2,
  podCount: 1,
  domainCount: 0,
  gaps: [],
};

/** Answers of a backend with one cluster; `overrides` replaces single answers. */
export function createMockApi(overrides: Answers = {}) {
  const answers: Answers = {
    getClusters: async () => ({ clusters: [cluster] }),
    getNodeMetrics: jest.fn(async () => nodeMetricsResponse),
    getNodeState: jest.fn(async () => busyNode),
    getNodeHistory: jest.fn(async () => nodeHistoryResponse),
    getKubernetesNode: jest.fn(async () => kubernetesNode),
    getCapacity: jest.fn(async () => capacityResponse),
    getAlerts: jest.fn(async () => ({ alerts: [] })),
    getWorkloadNodes: jest.fn(async () => ({
      nodes: [
        {
          ...busyNode,
          pods: [apiPod, plainPod],
        },
      ],
      unscheduledPods: 1,
    })),
    ...overrides,
  };
  return {
    ...answerWith(answers),
    ...(answers as { [name in keyof Answers]-?: jest.Mock }),
  };
}
