import type { Alert, RuleRealm, Severity } from '@atlhyper/core';
import type { Access } from '../access/access';
import type { OutboxMessage } from './Outbox';

/** A page of a list, with where the next begins. */
export type Page<T> = { items: T[]; nextCursor?: string };

/** What a caller may see of each kind of thing. */
export type AlertAccess = {
  domains: Access<'domain'>;
  services: Access<'service'>;
  nodes: Access<'node'>;
  objects: Access<'resource'>;
  clusters: Access<'cluster'>;
};

/** What narrows a list of alerts. */
export type AlertFilter = {
  realm?: RuleRealm;
  clusterId?: string;
  /** Key of the entity. */
  entity?: string;
  rule?: string;
  severity?: Severity;
  /** Only those that fire now. */
  active?: boolean;
  fromMs?: number;
  host?: string;
  node?: string;
  service?: { clusterId?: string; namespace: string; service: string };
};

/** Keeps alerts, pending, firing and resolved, and with them what is to be told of them. */
export interface AlertStore {
  /** What is pending or fires, the elder first; also what was resolved since, where that is asked for. */
  listActive(query: {
    realm?: RuleRealm;
    clusterId?: string;
    entities?: readonly string[];
    resolvedSinceMs?: number;
  }): Promise<Alert[]>;

  /** Keeps a round and what is to be told of it: all or nothing. */
  saveRound(round: {
    /** New or changed. */
    alerts: readonly Alert[];
    /** Pending ones that never fired. */
    droppedIds: readonly string[];
    messages: readonly OutboxMessage[];
  }): Promise<void>;

  /**
   * Alerts that fired and that the caller may see, newest first.
   *
   * @throws InputError for a cursor that is none of this list
   */
  listAlerts(
    query: AlertFilter & {
      access: AlertAccess;
      limit: number;
      cursor?: string;
    },
  ): Promise<Page<Alert>>;

  /** Removes alerts that were resolved before `beforeMs`; gives their number. */
  prune(beforeMs: number): Promise<number>;
}
