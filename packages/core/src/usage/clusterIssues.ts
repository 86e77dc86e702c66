import { PRESSURE_CONDITIONS } from './buildNodeMetrics';
import { isFinished, requestOfPod } from './podResources';
import type {
  HealthIssueOf,
  NodeMetricsOf,
  PodInput,
  PodMetricsOf,
  SourceInput,
} from './types';
import { isUsageSource } from './usageSources';

/** A pod and what was made of it. */
export type MeasuredPod = { pod: PodInput; metrics: PodMetricsOf };

/** An OOM kill of the last hour is news; an older one is history, which restarts tell of. */
export const OOM_RECENT_MS = 3_600_000;

/** Names that an issue holds; its count tells how many there are. */
export const MAX_ISSUE_OBJECTS = 10;

/** Why a container waits that will not start by waiting. */
const NOT_STARTING = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

export type ClusterState = {
  timestampMs: number;
  nodes: readonly NodeMetricsOf[];
  pods: readonly MeasuredPod[];
  sources: readonly SourceInput[];
  /** All nodes of the cluster are among `nodes`: that there are none then says something. */
  hasAllNodes: boolean;
};

type Rule = {
  code: string;
  severity: HealthIssueOf['severity'];
  /** Names of what breaks it. */
  find: (state: ClusterState) => string[];
  message: (count: number) => string;
};

const nodesThat =
  (test: (node: NodeMetricsOf) => boolean) =>
  ({ nodes }: ClusterState): string[] =>
    nodes.filter(test).map(node => node.node);

const podsThat =
  (test: (one: MeasuredPod, state: ClusterState) => boolean) =>
  (state: ClusterState): string[] =>
    state.pods
      .filter(one => !isFinished(one.pod) && test(one, state))
      .map(({ pod }) => `${pod.namespace}/${pod.name}`);

const count = (n: number, one: string, many = `${one}s`) =>
  `${n} ${n === 1 ? one : many}`;

/**
 * What can be wrong with a cluster. Critical is what takes pods down by itself, now: a node that is
 * gone, one whose kubelet evicts. A warning is what fails for some pods, or will.
 */
const RULES: readonly Rule[] = [
  {
    code: 'no_nodes',
    severity: 'critical',
    find: ({ nodes, hasAllNodes }) =>
      hasAllNodes && nodes.length === 0 ? ['cluster'] : [],
    message: () => 'No nodes are known',
  },
  {
    code: 'node_not_ready',
    severity: 'critical',
    find: nodesThat(node => !node.ready),
    message: n => `${count(n, 'node is', 'nodes are')} not ready`,
  },
  {
    code: 'node_pressure',
    severity: 'critical',
    find: nodesThat(node =>
      node.pressures.some(one => PRESSURE_CONDITIONS.includes(one)),
    ),
    message: n =>
      `${count(
        n,
        'node reports',
        'nodes report',
      )} pressure: pods may be evicted`,
  },
  {
    code: 'node_overused',
    severity: 'warning',
    find: nodesThat(node =>
      node.pressures.some(one => !PRESSURE_CONDITIONS.includes(one)),
    ),
    message: n =>
      `${count(
        n,
        'node uses',
        'nodes use',
      )} at least 90 % of allocatable CPU or memory`,
  },
  {
    code: 'requests_over_allocatable',
    severity: 'warning',
    find: overRequested,
    message: n =>
      `Pods ask for more than all nodes can allocate of ${count(
        n,
        'resource',
      )}`,
  },
  {
    code: 'pods_unschedulable',
    severity: 'warning',
    find: podsThat(({ pod }) => isUnschedulable(pod)),
    message: n => `${count(n, 'pod fits', 'pods fit')} on no node`,
  },
  {
    code: 'containers_crash_looping',
    severity: 'warning',
    find: podsThat(({ metrics }) =>
      metrics.containers.some(one => one.reason === 'CrashLoopBackOff'),
    ),
    message: n =>
      `Containers of ${count(n, 'pod')} end again and again after their start`,
  },
  {
    code: 'containers_oom_killed',
    severity: 'warning',
    find: podsThat(({ metrics }, { timestampMs }) =>
      metrics.containers.some(one => wasOomKilled(one, timestampMs)),
    ),
    message: n =>
      `Containers of ${count(
        n,
        'pod',
      )} were killed in the last hour for want of memory`,
  },
  {
    code: 'containers_not_starting',
    severity: 'warning',
    find: podsThat(({ metrics }) =>
      metrics.containers.some(one => NOT_STARTING.has(one.reason ?? '')),
    ),
    message: n =>
      `Containers of ${count(
        n,
        'pod',
      )} cannot start: image or configuration is missing`,
  },
  {
    code: 'pods_close_to_limit',
    severity: 'warning',
    find: podsThat(({ metrics }) => metrics.closeToLimit),
    message: n =>
      `${count(
        n,
        'pod uses',
        'pods use',
      )} at least 90 % of a limit of CPU or memory`,
  },
  {
    code: 'usage_source_failing',
    severity: 'warning',
    find: ({ sources }) =>
      sources
        .filter(one => isUsageSource(one) && one.state === 'failing')
        .map(one => one.name),
    message: n =>
      `${count(n, 'source')} of usage figures ${n === 1 ? 'fails' : 'fail'}`,
  },
];

/** Every code that an issue may have, in the order in which issues are given. */
export const HEALTH_ISSUE_CODES: readonly string[] = RULES.map(r => r.code);

/** What is wrong with a cluster, gravest first; names rise. */
export function findClusterIssues(state: ClusterState): HealthIssueOf[] {
  return RULES.flatMap(({ code, severity, find, message }) => {
    const found = find(state).sort();
    return found.length === 0
      ? []
      : [
          {
            severity,
            code,
            message: message(found.length),
            objects: found.slice(0, MAX_ISSUE_OBJECTS),
            count: found.length,
          },
        ];
  });
}

/**
 * Resources of which all unfinished pods, also those on no node yet, ask for more than there is; not
 * where only some nodes are known, for pods that wait may fit on the others.
 */
function overRequested({ nodes, pods, hasAllNodes }: ClusterState): string[] {
  const waiting = pods.filter(
    ({ pod }) => !pod.data.nodeName && !isFinished(pod),
  );
  return (['cpu', 'memory'] as const).filter(resource => {
    let allocatable = 0;
    let requested = 0;
    for (const node of nodes) {
      allocatable += node[resource].allocatable;
      requested += node[resource].requested;
    }
    for (const { pod } of waiting) {
      requested += requestOfPod(pod, resource) ?? 0;
    }
    return hasAllNodes && nodes.length > 0 && requested > allocatable;
  });
}

function isUnschedulable({ data }: PodInput): boolean {
  return (data.conditions ?? []).some(
    one =>
      one.type === 'PodScheduled' &&
      one.status === 'False' &&
      one.reason === 'Unschedulable',
  );
}

function wasOomKilled(
  container: PodMetricsOf['containers'][number],
  nowMs: number,
): boolean {
  const { lastTermination: last } = container;
  const wasLately =
    last?.reason === 'OOMKilled' &&
    (last.finishedMs ?? 0) > nowMs - OOM_RECENT_MS;
  return container.reason === 'OOMKilled' || wasLately;
}
