import { buildMetricsSnapshot } from '../buildMetricsSnapshot';
import type {
  ContainerInput,
  NodeInput,
  PodInput,
  PodUsageInput,
  ProbeInput,
  SourceInput,
} from '../types';

export const NOW_MS = 10_000_000_000;
export const GB = 1e9;

/** A running container with a request and a limit. */
export function container(
  overrides: Partial<ContainerInput> = {},
): ContainerInput {
  return {
    name: 'app',
    ready: true,
    restarts: 0,
    state: 'running',
    requests: { cpu: 0.5, memory: 1 * GB },
    limits: { cpu: 1, memory: 2 * GB },
    ...overrides,
  };
}

/** A running pod on node `n1`; `usage` as metrics-server gave it five seconds ago. */
export function pod(
  name: string,
  data: Partial<PodInput['data']> = {},
  usage?: PodUsageInput['containers'],
): PodInput {
  return {
    namespace: 'shop',
    name,
    data: {
      phase: 'Running',
      nodeName: 'n1',
      ready: true,
      restarts: 0,
      containers: [container()],
      ...data,
    },
    usage: usage && {
      timestampMs: NOW_MS - 5_000,
      source: 'metrics-server',
      containers: usage,
    },
  };
}

export const ready = { type: 'Ready', status: 'True' };

/** A healthy node of 4 cores and 16 GB. */
export function node(
  name: string,
  data: Partial<NodeInput['data']> = {},
  measured: Partial<NodeInput> = {},
): NodeInput {
  const amounts = { cpu: 4, memory: 16 * GB, pods: 110 };
  return {
    name,
    data: {
      labels: {},
      ready: true,
      schedulable: true,
      conditions: [ready],
      capacity: amounts,
      allocatable: amounts,
      ...data,
    },
    ...measured,
  };
}

/** What follows from these inputs at `NOW_MS`. */
export function snapshotOf(
  nodes: NodeInput[],
  pods: PodInput[],
  more: { sources?: SourceInput[]; probes?: ProbeInput[] } = {},
) {
  return buildMetricsSnapshot({
    cluster: 'prod',
    timestampMs: NOW_MS,
    nodes,
    pods,
    workloads: [],
    probes: [],
    sources: [],
    ...more,
  });
}
