import type {
  Gap,
  HeartbeatRequest,
  KubernetesApi,
  SessionRole,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PushUnit } from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Access } from '../access/access';

export type {
  PushUnit,
  StoreTransaction,
} from '@atlhyper/backstage-plugin-atlhyper-node';

export type SessionOpening = {
  clusterId: string;
  role: SessionRole;
  streamId: string;
  openedMs: number;
  /** Kept of the live role: where the cluster's API can be reached. */
  kubernetesApi?: KubernetesApi;
};

/** What the opener of a session must know; see `OpenSessionResponse`. */
export type SessionState = {
  epoch: number;
  ackedThroughMs?: number;
  lastStreamId?: string;
  liveThroughMs?: number;
  /** Newest generation of objects or of routes, whichever is newer. */
  resourceGeneration: number;
};

/** What of a part of slots the ledger goes by. */
export type LedgerPart = {
  sequence: number;
  /** SHA-256 of its slots, hex. */
  digest: string;
  coversFromMs: number;
  coversThroughMs: number;
  /** End of its latest slot. */
  endsMs: number;
};

/** A push as the ledger lets it in. */
export type PushEntry = {
  clusterId: string;
  role: SessionRole;
  epoch: number;
  streamId: string;
  receivedMs: number;
  /** Absent from a push without slots. */
  part?: LedgerPart;
};

export type Commit<T> = {
  /** False where the very same part of slots was counted before. */
  isFresh: boolean;
  /** End of what the session's role covers. */
  ackedThroughMs?: number;
  written: T;
};

export type Heartbeat = Omit<HeartbeatRequest, 'protocol'> & {
  clusterId: string;
  receivedMs: number;
};

/** A stretch of time. */
export type Stretch = { fromMs: number; toMs: number };

/** What is known of one cluster's observation. */
export type ClusterCoverage = {
  clusterId: string;
  /** What its live agents covered; absent where there never was one. */
  live?: Stretch;
  /** What a history that was loaded covers. */
  history?: Stretch;
  /** Stretches that were lost. */
  gaps: Stretch[];
};

/** Knows which agent may push, what of its pushes was counted, and how far each cluster is covered. */
export interface Ledger {
  /** Opens a session: whoever held one in this role is fenced off. */
  openSession(opening: SessionOpening): Promise<SessionState>;

  /**
   * Lets a push in and writes it, all of it or nothing. `write` is called once, with `isFresh` false
   * where the part of slots was counted before.
   *
   * @throws PushConflictError if its session is not the newest, its sequence was used for something
   * else, or its slots begin before what another stream covered; nothing is written then
   */
  commit<T>(
    entry: PushEntry,
    write: (unit: PushUnit, isFresh: boolean) => Promise<T>,
  ): Promise<Commit<T>>;

  /** Remembers gaps; one that is told again stays one. */
  recordGaps(unit: PushUnit, gaps: readonly Gap[]): Promise<void>;

  /** Brings the states of an agent's sources up to date; its heartbeat made it known. */
  recordSources(unit: PushUnit, sources: readonly SourceState[]): Promise<void>;

  /** Remembers a heartbeat; gives the end of what the live role covers. */
  recordHeartbeat(heartbeat: Heartbeat): Promise<{ ackedThroughMs?: number }>;

  /** What the leader among the agents, else the one heard last, tells of its sources. */
  listSources(query: {
    access: Access<'cluster'>;
    clusterId: string;
  }): Promise<SourceState[]>;

  /** How far each cluster was observed; gaps that end after `fromMs`. */
  readCoverage(fromMs: number): Promise<ClusterCoverage[]>;

  /**
   * Removes entries received before `ledgerBeforeMs`, per stream from its lowest sequence up to the
   * first that is still kept: what leaves is refused from then on, never counted again. Also gaps that
   * ended before `gapsBeforeMs`, and agents last heard of before `agentsBeforeMs`, but never a
   * cluster's latest. Gives the number of rows.
   */
  prune(before: {
    ledgerBeforeMs: number;
    gapsBeforeMs: number;
    agentsBeforeMs: number;
  }): Promise<number>;
}
