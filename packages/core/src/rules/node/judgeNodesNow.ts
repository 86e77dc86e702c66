import type { NodeInput } from '../../usage/types';
import { parseEntityKey } from '../../entities';
import { nodeKeyOf } from '../cluster/ClusterRule';
import { isFiring } from '../AlertRound';
import { alertsNow } from '../settleAlerts';
import type { Alert } from '../types';
import { DEFAULT_NODE_RULES, judgeNode } from './judgeNode';
import type { NodeRule } from './NodeMetricRule';
import { toReading, usageReading, type NodeReading } from './NodeReading';

/**
 * Alerts of nodes as they are with the newest measurement of each, and which rules fire for which
 * node. What takes time to fire does so only where it was pending before.
 */
export function judgeNodesNow(
  cluster: string,
  nodes: readonly NodeInput[],
  options: {
    nowMs: number;
    alerts?: readonly Alert[];
    rules?: readonly NodeRule[];
  },
): { alerts: Alert[]; firing: Map<string, string[]> } {
  const { nowMs, alerts = [], rules = DEFAULT_NODE_RULES } = options;
  const judgements = nodes.flatMap(node => {
    const reading = readingOfNode(node);
    const entity = nodeKeyOf({ cluster, node: node.name });
    return judgeNode({ entity, readings: reading ? [reading] : [] }, rules);
  });
  const settled = alertsNow(alerts, judgements, nowMs);
  const firing = new Map<string, string[]>();
  for (const { entity, rule } of settled.filter(isFiring)) {
    const name = parseEntityKey(entity)!.name;
    firing.set(name, [...(firing.get(name) ?? []), rule]);
  }
  return { alerts: settled, firing };
}

/** The newest measurement of a node: the collector's, else Kubernetes'. */
export function readingOfNode(node: NodeInput): NodeReading | undefined {
  const { snapshot, usage, data } = node;
  if (snapshot) return toReading(snapshot);
  return usage && usageReading(usage, data.capacity);
}
