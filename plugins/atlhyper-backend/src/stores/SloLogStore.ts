import type {
  SloAlert,
  SloReason,
  SloStatus,
  SloSubject,
  SloWindow,
  StatusChange,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access, DomainCondition, ServiceCondition } from './access';

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

/** Which rule of a subject and window an alert is of. */
export function ruleKey({ kind, rule }: SloAlert): string {
  return rule ? `${kind} ${rule.long_ms}/${rule.short_ms}` : kind;
}

/** One round of judging: everything that changed. */
export type JudgedRound = {
  atMs: number;
  /** All that was judged, changed or not. */
  statuses: readonly JudgedStatus[];
  fired: readonly JudgedAlert[];
  resolvedIds: readonly string[];
};

/** What a caller may see of domains and of services; `none` is nothing, absent everything. */
export type SloLogScope = {
  domains?: Access<DomainCondition> | 'none';
  services?: Access<ServiceCondition> | 'none';
  clusterId?: string;
  host?: string;
  service?: { clusterId?: string; namespace: string; service: string };
  window?: SloWindow;
  fromMs?: number;
  limit: number;
  /** Of the page before. */
  cursor?: string;
};

export type Page<T> = { items: T[]; nextCursor?: string };

/** Keeps what was judged: statuses, their changes, and alerts. */
export interface SloLogStore {
  /** The status of each subject of a window, by `subjectKey`. */
  readStatuses(
    window: SloWindow,
  ): Promise<Map<string, { status: SloStatus; sinceMs: number }>>;

  /** Alerts that fire now, of all subjects and windows. */
  listFiring(): Promise<JudgedAlert[]>;

  /** Keeps a round: changes of status become history, alerts fire and recover. All or nothing. */
  saveRound(round: JudgedRound): Promise<void>;

  /** Newest first. */
  listChanges(scope: SloLogScope): Promise<Page<StatusChange>>;

  /** Newest first; only those that fire now where `active`. */
  listAlerts(
    scope: SloLogScope & { active?: boolean },
  ): Promise<Page<SloAlert>>;

  /** Removes changes of status before `beforeMs`, and alerts that recovered before; gives their number. */
  prune(beforeMs: number): Promise<number>;
}
