import type { ClusterRule, NodeMetricRule } from '@atlhyper/core';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * Takes rules of others. They are judged in the round of our own, and have all that follows from it:
 * hold, recovery, history, events, the API and the pages.
 *
 * A rule that throws, or finds what cannot be, says nothing of that round: its alerts stay as they
 * are, and the log has a line. Rules are judged one after another and must be quick: nothing can take
 * the processor from one that never returns.
 */
export interface AtlhyperRulesExtensionPoint {
  /**
   * Adds a rule for clusters, lighter than all that were added before.
   *
   * @throws ConflictError if its code is taken
   * @throws InputError if it cannot be judged: no name as ours have, no finite number
   */
  addClusterRule(rule: ClusterRule): void;

  /**
   * Adds a rule for nodes with the limits it brings.
   *
   * @throws ConflictError if its name is taken
   * @throws InputError if it cannot be judged
   */
  addNodeRule(rule: NodeMetricRule): void;
}

/** Where modules add rules. */
export const atlhyperRulesExtensionPoint =
  createExtensionPoint<AtlhyperRulesExtensionPoint>({ id: 'atlhyper.rules' });
