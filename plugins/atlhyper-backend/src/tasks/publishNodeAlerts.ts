import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NodeMonitorEvent } from '../services/nodes/alerts/NodeMonitor';
import { publishChanges } from './publishChanges';

/** Topic of the events service that alerts of nodes are published on. */
export const NODE_ALERT_TOPIC = 'atlhyper.node-alert';

/** Tells other plugins what fired and what recovered; it is kept at `v2/nodes/alerts`. */
export async function publishNodeAlerts(
  changes: readonly NodeMonitorEvent[],
  options: { events: EventsService; logger: LoggerService },
): Promise<void> {
  await publishChanges(changes, {
    ...options,
    topic: NODE_ALERT_TOPIC,
    what: 'node alerts',
    describe: ({ kind, alert }) => {
      const { metric, holder, node, cluster, value, limit } = alert;
      const of = holder === undefined ? '' : ` of '${holder}'`;
      return `Node alert ${kind}: ${metric}${of} on '${node}' of cluster '${cluster}' is ${value}, limit ${limit}`;
    },
  });
}
