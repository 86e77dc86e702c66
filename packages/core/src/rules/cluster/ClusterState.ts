import type {
  NodeMetricsOf,
  PodInput,
  PodMetricsOf,
  SourceInput,
  UnknownPartOf,
  WorkloadInput,
} from '../../usage/types';

/** A pod and what was made of it. */
export type MeasuredPod = { pod: PodInput; metrics: PodMetricsOf };

/** What rules for clusters need to have been observed. */
export type ClusterPart = 'nodes' | 'pods' | 'workloads' | 'sources';

/** The agents of a cluster. */
export type AgentInput = {
  /** Whether one is heard of now. */
  connected: boolean;
  /** Absent where none ever came. */
  lastHeardMs?: number;
};

/** Everything that is known of a cluster at a time, and what is not. */
export type ClusterState = {
  cluster: string;
  timestampMs: number;
  nodes: readonly NodeMetricsOf[];
  pods: readonly MeasuredPod[];
  workloads: readonly WorkloadInput[];
  sources: readonly SourceInput[];
  /** All nodes of the cluster are among `nodes`: that there are none then says something. */
  hasAllNodes: boolean;
  /** Nodes that a collector reported and reports no more, with the time of the last report. */
  silentNodes?: readonly { node: string; lastReportMs: number }[];
  /** Absent where whoever asks is in the cluster itself. */
  agent?: AgentInput;
};

/** The kinds of objects behind each part. */
const KINDS: Record<Exclude<ClusterPart, 'sources'>, readonly string[]> = {
  nodes: ['node'],
  pods: ['pod'],
  workloads: ['deployment', 'statefulset', 'daemonset'],
};

/**
 * Parts that cannot be judged now, and why: the agent is silent or never came, it has sent no objects
 * yet, or it may not or cannot list them. A part that could be listed before is none the less old.
 */
export function unknownParts(
  state: ClusterState,
): Map<ClusterPart, UnknownPartOf[]> {
  const unknown = new Map<ClusterPart, UnknownPartOf[]>();
  const parts = ['nodes', 'pods', 'workloads'] as const;
  const blind = blindnessOf(state);
  if (blind) {
    for (const part of [...parts, 'sources' as const]) {
      unknown.set(part, [{ part: 'agent', reason: blind }]);
    }
    return unknown;
  }
  for (const part of parts) {
    const failing = KINDS[part].flatMap(kind => failureOf(state, kind) ?? []);
    if (failing.length > 0) unknown.set(part, failing);
  }
  return unknown;
}

function blindnessOf(state: ClusterState): string | undefined {
  const { agent, nodes, pods, workloads, sources } = state;
  if (agent && !agent.connected) {
    return agent.lastHeardMs === undefined
      ? 'agent_never_came'
      : 'agent_silent';
  }
  const isListed = sources.some(
    one => one.name.startsWith('kubernetes/') && one.state === 'ok',
  );
  const isEmpty = nodes.length + pods.length + workloads.length === 0;
  return isEmpty && !isListed ? 'no_objects' : undefined;
}

/** A kind that several API groups may have fares as the best of them. */
function failureOf(
  { sources }: ClusterState,
  kind: string,
): UnknownPartOf | undefined {
  const name = `kubernetes/${kind}`;
  const ofKind = sources.filter(
    one => one.name === name || one.name.startsWith(`${name}.`),
  );
  if (ofKind.length === 0 || ofKind.some(one => one.state === 'ok')) {
    return undefined;
  }
  const [{ state, message }] = ofKind;
  return { part: name, reason: message ?? state };
}
