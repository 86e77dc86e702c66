import type {
  NodeAlertMetric,
  NodeAlertRecord,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access, NodeCondition } from './access';
import type { NodeName } from './LatestStore';
import type { Page } from './SloLogStore';

/** A rule that a node breaks; it fires where it has a time at which it fired. */
export type StoredNodeAlert = {
  id: string;
  clusterId: string;
  node: string;
  metric: NodeAlertMetric;
  severity: 'warning' | 'critical';
  /** The mount or sensor. */
  holder?: string;
  value: number;
  limit: number;
  sinceMs: number;
  /** Well again since, while it fires. */
  clearSinceMs?: number;
  measuredMs: number;
  firedMs?: number;
  resolvedMs?: number;
};

/** Keeps the rules that nodes break, and the alerts that fired. */
export interface NodeAlertStore {
  /** What is pending or fires, oldest first; of these nodes, or of all. */
  listActive(query?: {
    clusterId?: string;
    nodes?: readonly NodeName[];
  }): Promise<StoredNodeAlert[]>;

  /** Keeps a round: all or nothing. */
  saveRound(round: {
    /** New or changed. */
    alerts: readonly StoredNodeAlert[];
    /** Pending ones that never fired. */
    droppedIds: readonly string[];
  }): Promise<void>;

  /**
   * Alerts that fired on nodes that the caller may see, newest first.
   *
   * @throws InputError for a cursor that is none of this list
   */
  listAlerts(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    node?: string;
    /** Only those that fire now. */
    active?: boolean;
    limit: number;
    cursor?: string;
  }): Promise<Page<NodeAlertRecord>>;

  /** Removes alerts that recovered before `beforeMs`; gives their number. */
  prune(beforeMs: number): Promise<number>;
}
