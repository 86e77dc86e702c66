import type {
  SloAlert,
  SloReason,
  SloStatus,
  SloSubject,
  SloWindow,
  StatusChange,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access } from '../access/access';
import type { Page } from './AlertStore';

/** What something was judged to be, and over which clusters. */
export type JudgedStatus = {
  subject: SloSubject;
  window: SloWindow;
  clusters: readonly string[];
  status: SloStatus;
  reasons: readonly SloReason[];
};

/** An alert with the clusters it was judged over. */
export type JudgedAlert = { alert: SloAlert; clusters: readonly string[] };

/** What a caller may see of domains and of services. */
export type SloLogScope = {
  domains: Access<'domain'>;
  services: Access<'service'>;
  clusterId?: string;
  host?: string;
  service?: { clusterId?: string; namespace: string; service: string };
  window?: SloWindow;
  fromMs?: number;
  limit: number;
  /** Of the page before. */
  cursor?: string;
};

/** Keeps what was judged: statuses and their changes. */
export interface SloLogStore {
  /** The status of each subject of a window, by `subjectKey`. */
  readStatuses(
    window: SloWindow,
  ): Promise<Map<string, { status: SloStatus; sinceMs: number }>>;

  /**
   * Keeps all that was judged, changed or not; changes of status become history. All or nothing.
   */
  saveStatuses(
    statuses: readonly JudgedStatus[],
    options: { atMs: number },
  ): Promise<void>;

  /** Newest first. */
  listChanges(scope: SloLogScope): Promise<Page<StatusChange>>;

  /** Removes changes of status before `beforeMs`; gives their number. */
  prune(beforeMs: number): Promise<number>;
}
