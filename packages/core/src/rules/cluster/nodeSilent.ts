import { count, MINUTE_MS, nodeKeyOf, type ClusterRule } from './ClusterRule';

/** A node whose collector reported, and reports no more. */
export const nodeSilent: ClusterRule = {
  code: 'node_silent',
  severity: 'warning',
  unit: 'milliseconds',
  holdMs: 5 * MINUTE_MS,
  recoverMs: 0,
  needs: ['nodes'],
  find: ({ cluster, silentNodes = [], timestampMs }) =>
    silentNodes.map(({ node, lastReportMs }) => ({
      entity: nodeKeyOf({ cluster, node }),
      sinceMs: lastReportMs,
      value: timestampMs - lastReportMs,
    })),
  message: n =>
    `The ${n === 1 ? 'collector' : 'collectors'} of ${count(n, 'node')} ${
      n === 1 ? 'is' : 'are'
    } not heard of`,
};
