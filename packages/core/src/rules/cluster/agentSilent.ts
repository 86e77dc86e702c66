import { clusterKey, MINUTE_MS, type ClusterRule } from './ClusterRule';

/** Who is silent for five minutes is not merely late: pushes come every 15 s. */
export const agentSilent: ClusterRule = {
  code: 'agent_silent',
  severity: 'critical',
  unit: 'milliseconds',
  holdMs: 5 * MINUTE_MS,
  recoverMs: 0,
  needs: [],
  find: state => {
    const { agent, timestampMs } = state;
    return agent && !agent.connected && agent.lastHeardMs !== undefined
      ? [
          {
            entity: clusterKey(state),
            sinceMs: agent.lastHeardMs,
            value: timestampMs - agent.lastHeardMs,
          },
        ]
      : [];
  },
  message: () => 'No agent of the cluster is heard of',
};
