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
