import type { NodeState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { nodeFigures } from './nodeFigures';

export const NODE_SORTS = [
  'alerts',
  'name',
  'cpu',
  'memory',
  'disk',
  'temperature',
] as const;
export type NodeSort = (typeof NODE_SORTS)[number];

/** What a node is ranked by; nothing is known of one that is stale. */
function rankOf(node: NodeState, sort: NodeSort): number | undefined {
  const snapshot = node.stale ? undefined : node.snapshot;
  const figures = nodeFigures(snapshot);
  switch (sort) {
    case 'alerts':
      // Of a silent node nobody knows whether it is well: it comes after those that are not.
      return node.stale
        ? 0.5
        : node.alerts.filter(({ state }) => state === 'firing').length;
    case 'cpu':
      return figures.cpuUsedFraction;
    case 'memory':
      return figures.memoryUsedFraction;
    case 'disk':
      return figures.diskUsedFraction;
    case 'temperature':
      return snapshot?.temperature?.maxCelsius;
    default:
      return undefined;
  }
}

/** The greatest first, nodes without the figure last, and equal ones by name. */
export function sortNodes(
  nodes: readonly NodeState[],
  sort: NodeSort,
): NodeState[] {
  const byName = (a: NodeState, b: NodeState) =>
    a.node.localeCompare(b.node, 'en', { numeric: true });
  return nodes
    .map(node => ({ node, rank: rankOf(node, sort) ?? -Infinity }))
    .sort((a, b) =>
      a.rank === b.rank ? byName(a.node, b.node) : b.rank - a.rank,
    )
    .map(({ node }) => node);
}
