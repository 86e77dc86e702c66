import type { StatusHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { SubjectAccess } from '../../access/access';
import type { SloLogScope, SloLogStore } from '../../stores/SloLogStore';

/** What narrows the question, apart from what the caller may see. */
export type SloLogQuery = Omit<SloLogScope, keyof SubjectAccess>;

/** Answers what changed. */
export class SloLogService {
  constructor(private readonly options: { store: SloLogStore }) {}

  async listChanges(
    query: SloLogQuery,
    access: SubjectAccess,
  ): Promise<StatusHistoryResponse> {
    const { store } = this.options;
    const { items, nextCursor } = await store.listChanges({
      ...query,
      ...access,
    });
    return { changes: items, nextCursor };
  }
}
