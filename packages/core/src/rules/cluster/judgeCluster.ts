import type { Judgement, RuleVariant } from '../types';
import { clusterKey, toFinding, type ClusterRule } from './ClusterRule';
import { CLUSTER_RULES } from './clusterRules';
import { unknownParts, type ClusterState } from './ClusterState';

/**
 * What the rules say of a cluster at a time. A rule that needs what is not known now says nothing:
 * its alerts stay as they are.
 */
export function judgeCluster(
  state: ClusterState,
  rules: readonly ClusterRule[] = CLUSTER_RULES,
): Judgement[] {
  const unknown = unknownParts(state);
  const scope = clusterKey(state);
  return rules.map(rule => ({
    variant: variantOf(rule),
    scope,
    observations: [
      {
        atMs: state.timestampMs,
        findings: rule.needs.some(part => unknown.has(part))
          ? undefined
          : rule.find(state)?.map(toFinding),
      },
    ],
  }));
}

/** What the rules say of a cluster that could not be looked at: its alerts stay as they are. */
export function holdCluster(
  cluster: string,
  rules: readonly ClusterRule[] = CLUSTER_RULES,
): Judgement[] {
  const scope = clusterKey({ cluster });
  return rules.map(rule => ({
    variant: variantOf(rule),
    scope,
    observations: [],
  }));
}

function variantOf(rule: ClusterRule): RuleVariant {
  const { code, severity, unit, threshold, holdMs, recoverMs } = rule;
  const variant = severity;
  return { rule: code, variant, severity, unit, threshold, holdMs, recoverMs };
}
