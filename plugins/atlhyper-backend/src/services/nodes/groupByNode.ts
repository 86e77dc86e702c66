import { nodeKeyOf, type Alert } from '@atlhyper/core';
import { toEntityKey } from '@atlhyper/core';
import type { NodeName } from '../../stores/LatestStore';

/** Tells nodes of all clusters apart. */
export function nodeKey({ clusterId, node }: NodeName): string {
  return toEntityKey({ kind: 'node', clusterId, name: node });
}

/** Things by the node that they are of, in their order. */
export function groupByNode<T extends NodeName>(
  things: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = nodeKey(thing);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(thing);
  }
  return groups;
}

/** The entity key of a node. */
export function entityOf({ clusterId, node }: NodeName): string {
  return nodeKeyOf({ cluster: clusterId, node });
}

/** Alerts by what they are of, in their order. */
export function groupByEntity(alerts: readonly Alert[]): Map<string, Alert[]> {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const group = groups.get(alert.entity) ?? [];
    groups.set(alert.entity, group);
    group.push(alert);
  }
  return groups;
}
