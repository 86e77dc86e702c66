import type { NodeAlertsResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access, NodeCondition } from '../../../stores/access';
import type { NodeAlertStore } from '../../../stores/NodeAlertStore';

/** Answers which alerts fired on nodes. */
export class NodeAlertService {
  constructor(private readonly options: { store: NodeAlertStore }) {}

  /** @throws InputError for a cursor that is none of this list */
  async listAlerts(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    node?: string;
    active?: boolean;
    limit: number;
    cursor?: string;
  }): Promise<NodeAlertsResponse> {
    const { items, nextCursor } = await this.options.store.listAlerts(query);
    return { alerts: items, nextCursor };
  }
}
