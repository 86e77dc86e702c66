import {
  PUSH_CONFLICTS,
  type Gap,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  ClusterCoverage,
  Commit,
  Heartbeat,
  Ledger,
  LedgerPart,
  PushEntry,
  PushUnit,
  SessionOpening,
  SessionState,
  Stretch,
} from '../Ledger';
import { isAllowed, type Access } from '../../access/access';
import { PushConflictError, refusedSession } from '../PushConflictError';
import type { MemoryObjectStore } from './MemoryObjectStore';
import { MemoryTransaction } from './MemoryTransaction';

type Session = {
  clusterId: string;
  role: PushEntry['role'];
  epoch: number;
  streamId: string;
  covers?: Stretch;
  lastStreamId?: string;
};

type Entry = { sequence: number; digest: string; receivedMs: number };
type Stream = { prunedThrough: number; entries: Entry[] };

/** A ledger in memory: for tests, and for a backend that need remember nothing. */
export class MemoryLedger implements Ledger {
  private readonly sessions = new Map<string, Session>();
  private readonly streams = new Map<string, Stream>();
  private readonly agents = new Map<string, Heartbeat>();
  private readonly gaps = new Map<string, Gap & { clusterId: string }>();
  /** Pushes follow each other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly objects: MemoryObjectStore) {}

  async openSession(opening: SessionOpening): Promise<SessionState> {
    const { clusterId, role, streamId } = opening;
    const known = this.sessionOf(clusterId, role);
    const epoch = (known?.epoch ?? 0) + 1;
    const session = { ...known, clusterId, role, epoch, streamId };
    this.sessions.set(`${clusterId} ${role}`, session);
    return {
      epoch,
      ackedThroughMs: session.covers?.toMs,
      lastStreamId: session.lastStreamId,
      liveThroughMs: this.sessionOf(clusterId, 'live')?.covers?.toMs,
      resourceGeneration: this.objects.generationOf(clusterId),
    };
  }

  async commit<T>(
    entry: PushEntry,
    write: (unit: PushUnit, isFresh: boolean) => Promise<T>,
  ): Promise<Commit<T>> {
    const turn = this.last.then(() => this.commitNow(entry, write));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async recordGaps(unit: PushUnit, gaps: readonly Gap[]): Promise<void> {
    const { clusterId, streamId } = unit;
    MemoryTransaction.of(unit).add(() => {
      for (const gap of gaps) {
        const key = [clusterId, gap.toMs, gap.fromMs, streamId].join(' ');
        this.gaps.set(key, { ...gap, clusterId });
      }
    });
  }

  async recordSources(
    unit: PushUnit,
    sources: readonly SourceState[],
  ): Promise<void> {
    const agent = this.agents.get(`${unit.clusterId} ${unit.streamId}`);
    MemoryTransaction.of(unit).add(() => {
      if (agent) {
        agent.sources = [...sources];
      }
    });
  }

  async recordHeartbeat(heartbeat: Heartbeat) {
    const { clusterId, streamId } = heartbeat;
    this.agents.set(`${clusterId} ${streamId}`, { ...heartbeat });
    const live = this.sessionOf(clusterId, 'live');
    return { ackedThroughMs: live?.covers?.toMs };
  }

  async listSources(query: {
    access: Access<'cluster'>;
    clusterId: string;
  }): Promise<SourceState[]> {
    const [agent] = [...this.agents.values()]
      .filter(
        ({ clusterId }) =>
          clusterId === query.clusterId &&
          isAllowed({ clusterId }, query.access),
      )
      .sort(
        (a, b) =>
          Number(b.agent.leader) - Number(a.agent.leader) ||
          b.receivedMs - a.receivedMs,
      );
    return agent?.sources ?? [];
  }

  async readCoverage(fromMs: number): Promise<ClusterCoverage[]> {
    const covering = [...this.sessions.values()].filter(one => one.covers);
    const gaps = [...this.gaps.values()].filter(gap => gap.toMs > fromMs);
    return [...new Set(covering.map(one => one.clusterId))].map(clusterId => ({
      clusterId,
      live: this.sessionOf(clusterId, 'live')?.covers,
      history: this.sessionOf(clusterId, 'backfill')?.covers,
      gaps: gaps
        .filter(gap => gap.clusterId === clusterId)
        .map(gap => ({ fromMs: gap.fromMs, toMs: gap.toMs })),
    }));
  }

  async prune(before: {
    ledgerBeforeMs: number;
    gapsBeforeMs: number;
    agentsBeforeMs: number;
  }): Promise<number> {
    let removed = 0;
    for (const stream of this.streams.values()) {
      removed += pruneStream(stream, before.ledgerBeforeMs);
    }
    for (const [key, gap] of this.gaps) {
      removed += Number(
        gap.toMs < before.gapsBeforeMs && this.gaps.delete(key),
      );
    }
    for (const [key, agent] of this.agents) {
      const isOld = agent.receivedMs < before.agentsBeforeMs;
      if (isOld && this.hasNewer(agent)) {
        removed += Number(this.agents.delete(key));
      }
    }
    return removed;
  }

  private async commitNow<T>(
    entry: PushEntry,
    write: (unit: PushUnit, isFresh: boolean) => Promise<T>,
  ): Promise<Commit<T>> {
    const { clusterId, streamId, receivedMs, part } = entry;
    const session = this.sessionOf(clusterId, entry.role);
    if (session?.epoch !== entry.epoch) {
      throw refusedSession(entry, session?.epoch);
    }
    const transaction = new MemoryTransaction();
    const isFresh = part !== undefined && this.accept(entry, part, session);
    if (part && isFresh) {
      transaction.add(() => this.enter(entry, part, session));
    }
    const written = await write(
      {
        ...{ clusterId, streamId, receivedMs },
        sequence: part?.sequence,
        transaction: transaction.share(),
      },
      isFresh,
    );
    transaction.commit();
    return { isFresh, ackedThroughMs: session.covers?.toMs, written };
  }

  /** False where the very same part was counted before. */
  private accept(entry: PushEntry, part: LedgerPart, session: Session) {
    const { streamId } = entry;
    const { prunedThrough, entries } = this.streamOf(entry);
    const known = entries.find(one => one.sequence === part.sequence);
    if (known?.digest === part.digest) {
      return false;
    }
    if (known || part.sequence <= prunedThrough) {
      throw new PushConflictError(
        PUSH_CONFLICTS.sequence,
        `Sequence ${part.sequence} of stream '${streamId}' was used before, or is too old to know`,
      );
    }
    const { lastStreamId, covers } = session;
    const isOther = lastStreamId !== undefined && lastStreamId !== streamId;
    if (isOther && part.coversFromMs < (covers?.toMs ?? 0)) {
      throw new PushConflictError(
        PUSH_CONFLICTS.overlap,
        `Slots of stream '${streamId}' begin before what stream '${lastStreamId}' covered`,
      );
    }
    return true;
  }

  private enter(entry: PushEntry, part: LedgerPart, session: Session): void {
    const { sequence, digest, coversFromMs, coversThroughMs } = part;
    const { receivedMs, streamId } = entry;
    this.streamOf(entry).entries.push({ sequence, digest, receivedMs });
    session.covers = {
      fromMs: Math.min(session.covers?.fromMs ?? coversFromMs, coversFromMs),
      toMs: Math.max(session.covers?.toMs ?? 0, coversThroughMs),
    };
    session.lastStreamId = streamId;
  }

  private sessionOf(clusterId: string, role: string): Session | undefined {
    return this.sessions.get(`${clusterId} ${role}`);
  }

  private streamOf({ clusterId, streamId }: PushEntry): Stream {
    const key = `${clusterId} ${streamId}`;
    const stream = this.streams.get(key) ?? { prunedThrough: -1, entries: [] };
    this.streams.set(key, stream);
    return stream;
  }

  private hasNewer({ clusterId, receivedMs }: Heartbeat): boolean {
    return [...this.agents.values()].some(
      one => one.clusterId === clusterId && one.receivedMs > receivedMs,
    );
  }
}

/** From the lowest sequence up to the first that is still kept. */
function pruneStream(stream: Stream, beforeMs: number): number {
  const ordered = stream.entries.sort((a, b) => a.sequence - b.sequence);
  const kept = ordered.findIndex(one => one.receivedMs >= beforeMs);
  const old = ordered.slice(0, kept < 0 ? undefined : kept);
  stream.entries = ordered.slice(old.length);
  stream.prunedThrough = old[old.length - 1]?.sequence ?? stream.prunedThrough;
  return old.length;
}
