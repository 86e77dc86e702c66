import type { ClusterRule, NodeRule } from '@atlhyper/core';

/** All rules beside those of SLOs: ours, and what modules added. */
export type RuleSet = {
  cluster: readonly ClusterRule[];
  node: readonly NodeRule[];
  /** Of rules that bring one, by their names. */
  titles: ReadonlyMap<string, string>;
};
