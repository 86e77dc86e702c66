import { toEntityKey } from '../../entities';
import { isFinished } from '../../usage/podResources';
import type { NodeMetricsOf, PodInput } from '../../usage/types';
import type { Finding, Measure, RuleUnit, Severity } from '../types';
import type { ClusterPart, ClusterState, MeasuredPod } from './ClusterState';

/** Something of a cluster that breaks a rule. */
export type Broken = Measure & {
  entity: string;
  part?: string;
  sinceMs?: number;
};

/** A rule that a cluster must keep. */
export type ClusterRule = {
  /** Names the rule in every table, text and event. */
  code: string;
  /** In words, where the pages have none for it. */
  title?: string;
  severity: Severity;
  unit: RuleUnit;
  threshold?: number;
  /** How long it must be broken to fire; an object's own conditions tell since when it is. */
  holdMs: number;
  recoverMs: number;
  /** What must have been observed: while it is not, nothing is said. */
  needs: readonly ClusterPart[];
  /** `undefined` where nothing can be said: its alerts stay as they are. */
  find: (state: ClusterState) => Broken[] | undefined;
  /** In English, for so many of them. */
  message: (count: number) => string;
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** The cluster as a whole. */
export function clusterKey({ cluster }: Pick<ClusterState, 'cluster'>): string {
  return toEntityKey({ kind: 'cluster', clusterId: cluster });
}

export function nodeKeyOf(one: { cluster: string; node: string }): string {
  return objectKey(one, { kind: 'node', name: one.node });
}

/** A pod, a workload or any other object of a cluster. */
export function objectKey(
  { cluster }: Pick<ClusterState, 'cluster'>,
  object: { kind: string; namespace?: string; name: string },
): string {
  return toEntityKey({ clusterId: cluster, ...object });
}

/** Finds nodes by a test that gives what is wrong. */
export const nodesThat =
  (test: (node: NodeMetricsOf) => Omit<Broken, 'entity'> | undefined) =>
  ({ nodes }: ClusterState): Broken[] =>
    nodes.flatMap(node => {
      const broken = test(node);
      return broken ? [{ entity: nodeKeyOf(node), ...broken }] : [];
    });

/** Finds pods that have not ended by a test that gives what is wrong. */
export const podsThat =
  (
    test: (
      one: MeasuredPod,
      state: ClusterState,
    ) => Omit<Broken, 'entity'> | undefined,
    { finished = false } = {},
  ) =>
  (state: ClusterState): Broken[] =>
    state.pods.flatMap(one => {
      if (isFinished(one.pod) !== finished) return [];
      const broken = test(one, state);
      return broken ? [{ entity: podKey(state, one.pod), ...broken }] : [];
    });

function podKey(state: ClusterState, { namespace, name }: PodInput) {
  return objectKey(state, { kind: 'pod', namespace, name });
}

/** Since when a condition has a status. */
export function conditionSince(
  { data }: PodInput,
  type: string,
  status: string,
): number | undefined {
  return data.conditions?.find(
    one => one.type === type && one.status === status,
  )?.sinceMs;
}

/** `1 pod is`, `2 pods are`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export function toFinding(broken: Broken): Finding {
  return { ...broken, verdict: 'broken' };
}
