import type {
  AlertsResponse,
  StatusHistoryResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { SloLogScope, SloLogStore } from '../../stores/SloLogStore';
import { refuseBlind } from './refuseBlind';

type LogAccess = Required<Pick<SloLogScope, 'domains' | 'services'>>;

/** What narrows the question, apart from what the caller may see. */
export type SloLogQuery = Omit<SloLogScope, keyof LogAccess>;

/** Answers what changed and what fired. */
export class SloLogService {
  constructor(private readonly options: { store: SloLogStore }) {}

  /** @throws NotAllowedError for who may read neither domains nor services */
  async listChanges(
    query: SloLogQuery,
    access: Partial<LogAccess>,
  ): Promise<StatusHistoryResponse> {
    refuseBlind(access);
    const { store } = this.options;
    const { items, nextCursor } = await store.listChanges({
      ...query,
      ...access,
    });
    return { changes: items, nextCursor };
  }

  /** @throws NotAllowedError for who may read neither domains nor services */
  async listAlerts(
    query: SloLogQuery & { active?: boolean },
    access: Partial<LogAccess>,
  ): Promise<AlertsResponse> {
    refuseBlind(access);
    const { store } = this.options;
    const { items, nextCursor } = await store.listAlerts({
      ...query,
      ...access,
    });
    return { alerts: items, nextCursor };
  }
}
