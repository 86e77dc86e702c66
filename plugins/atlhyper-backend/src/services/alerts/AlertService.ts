import type {
  AlertRecordsResponse,
  AlertsResponse,
  NodeAlertsResponse,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AlertAccess,
  AlertFilter,
  AlertStore,
} from '../../stores/AlertStore';
import type { RuleSet } from './RuleSet';
import { toAlertRecord, toNodeAlerts, toSloAlerts } from './alertViews';

type PageQuery = { limit: number; cursor?: string };

/** Nothing of any kind: who may see some of one says so. */
const NOTHING: AlertAccess = {
  domains: 'none',
  services: 'none',
  nodes: 'none',
  objects: 'none',
  clusters: 'none',
};

/** Answers which alerts fired. */
export class AlertService {
  constructor(
    private readonly options: { store: AlertStore; titles: RuleSet['titles'] },
  ) {}

  /**
   * All that the caller may see, newest first.
   *
   * @throws InputError for a cursor that is none of this list
   */
  async listAlerts(
    query: AlertFilter & PageQuery,
    access: AlertAccess,
  ): Promise<AlertRecordsResponse> {
    const page = await this.options.store.listAlerts({ ...query, access });
    return {
      alerts: page.items.map(one => toAlertRecord(one, this.options.titles)),
      nextCursor: page.nextCursor,
    };
  }

  /** The rules of SLOs that fired, each by itself; a page holds those of `limit` alerts. */
  async listSloAlerts(
    query: AlertFilter & PageQuery & { window?: SloWindow },
    access: Pick<AlertAccess, 'domains' | 'services'>,
  ): Promise<AlertsResponse> {
    const { domains, services } = access;
    const visible = { ...NOTHING, domains, services };
    const { window, ...filter } = query;
    const { items, nextCursor } = await this.options.store.listAlerts({
      ...filter,
      realm: 'slo',
      access: visible,
    });
    const { active } = query;
    const alerts = items
      .flatMap(one => toSloAlerts(one, { active }))
      .map(one => one.alert)
      .filter(one => window === undefined || one.window === window)
      .sort((a, b) => b.firedMs - a.firedMs);
    return { alerts, nextCursor };
  }

  /** The limits that nodes broke, each by itself; a page holds those of `limit` alerts. */
  async listNodeAlerts(
    query: AlertFilter & PageQuery,
    access: AlertAccess['nodes'],
  ): Promise<NodeAlertsResponse> {
    const { items, nextCursor } = await this.options.store.listAlerts({
      ...query,
      realm: 'node',
      access: { ...NOTHING, nodes: access },
    });
    const alerts = items
      .flatMap(toNodeAlerts)
      .filter(one => !query.active || one.resolvedMs === undefined);
    return { alerts, nextCursor };
  }
}
