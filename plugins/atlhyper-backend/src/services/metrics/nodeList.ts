import type {
  endpoints,
  ParsedInput,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { fitsConstraints, type NodeMetricsOf } from '@atlhyper/core';
import { matchesLabels, parseLabelSelector } from '../nodes/labelSelector';

/** What narrows and orders nodes. */
export type NodesFilter = Omit<
  ParsedInput<typeof endpoints.listNodeMetrics>['query'],
  'cluster'
>;

/** What lists of nodes are sorted by, greatest first; nodes without the figure come last. */
const NODE_VALUES = {
  '-cpu': (node: NodeMetricsOf) => node.cpu.usedFraction,
  '-memory': (node: NodeMetricsOf) => node.memory.usedFraction,
  '-available_cpu': (node: NodeMetricsOf) => node.cpu.available,
  '-available_memory': (node: NodeMetricsOf) => node.memory.available,
};

/**
 * Gives whether a node is among those asked for.
 *
 * @throws InputError for a label selector that is none
 */
export function nodesTest(
  filter: NodesFilter,
): (node: NodeMetricsOf) => boolean {
  const { healthy, pressure } = filter;
  const { min_cpu: minCpuCores, min_memory: minMemoryBytes } = filter;
  const needsRoom = minCpuCores !== undefined || minMemoryBytes !== undefined;
  const labels =
    filter.label_selector === undefined
      ? undefined
      : parseLabelSelector(filter.label_selector);
  return node =>
    (healthy === undefined || node.healthy === healthy) &&
    (pressure === undefined || node.pressures.length > 0 === pressure) &&
    (!labels || matchesLabels(node.labels, labels)) &&
    (!needsRoom || fitsConstraints(node, { minCpuCores, minMemoryBytes }));
}

/** By the figure, greatest first; equal ones stay by name, as they come. */
export function sortNodes(
  nodes: readonly NodeMetricsOf[],
  sort: NodesFilter['sort'] = 'name',
): NodeMetricsOf[] {
  if (sort === 'name') {
    return [...nodes];
  }
  const valueOf = (node: NodeMetricsOf) => NODE_VALUES[sort](node) ?? -1;
  return [...nodes].sort((a, b) => valueOf(b) - valueOf(a));
}
