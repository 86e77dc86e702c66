import {
  PROTOCOL_VERSION,
  PUSH_CONFLICTS,
  type OpenSessionRequest,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { ConfigError } from '../config/ConfigError';
import { backoffMs, type Clock } from '../Clock';
import type { Leadership } from '../leader/Leadership';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import { isStorageError } from '../state/isStorageError';
import type { StateStore } from '../state/StateStore';
import type { BackendClient } from './BackendClient';
import { Deliverer, type DeliveryEnd } from './Deliverer';
import { FailureLog } from './FailureLog';
import { Publisher, type PublisherOptions } from './Publisher';
import { adviceFor, PushError } from './PushError';
import { Session } from './Session';

/** If whoever fenced us off writes nothing for so long, it is gone and we take over. */
const TAKE_OVER_MS = 120_000;
const LOOK_AGAIN_MS = 5_000;
/** After the boundary of a slot until it is surely stored. */
const SETTLE_MS = 2_000;
const MAX_BACKOFF_MS = 60_000;

export type LeadLoopOptions = {
  client: BackendClient;
  store: StateStore;
  leadership: Leadership;
  /** Whose figures these are; the token must be of the same cluster. */
  clusterId: string;
  agent: OpenSessionRequest['agent'];
  kubernetesApi?: OpenSessionRequest['kubernetesApi'];
  publisher: PublisherOptions;
  pushIntervalMs: number;
  clock: Clock;
  backendNowMs: () => number;
  logger: Logger;
};

/** Opens sessions and writes while this agent leads. */
export class LeadLoop {
  private session: Session | undefined;
  private delivering: Deliverer | undefined;
  private ackedThroughMs: number | undefined;
  private ackedChangedMs: number;

  private readonly failures: FailureLog;

  constructor(private readonly options: LeadLoopOptions) {
    const { clock, logger } = options;
    const what = 'cannot open a session';
    this.failures = new FailureLog({ what, clock, logger });
    this.ackedChangedMs = clock.nowMs();
  }

  /** Whether a session is open. */
  get isWriting(): boolean {
    return this.session !== undefined;
  }

  /** Sends what is stored at once, as whoever is about to leave does. What two send is counted once. */
  async flush(signal: AbortSignal): Promise<void> {
    if (this.session) await this.delivering?.deliverAll(this.session, signal);
  }

  /** Learns from heartbeats how far the backend covers. A standby forgets what the leader sent. */
  onAcked(ackedThroughMs: number): void {
    if (ackedThroughMs !== this.ackedThroughMs) {
      this.ackedThroughMs = ackedThroughMs;
      this.ackedChangedMs = this.options.clock.nowMs();
    }
    const { leadership, store } = this.options;
    const standby = !this.session && (this.fenced || !leadership.isLeader);
    if (standby) store.pruneCovered(ackedThroughMs);
  }

  private fenced = false;

  async run(signal: AbortSignal): Promise<void> {
    const { leadership, clock, store, logger } = this.options;
    while (!signal.aborted) {
      await leadership.untilLeader(signal);
      if (signal.aborted) return;
      const leading = AbortSignal.any([signal, leadership.lost()]);
      const end = await this.tryLead(leading);
      if (leading.aborted) continue;
      if (end === 'sequence_conflict') {
        logger.error(
          'the backend knows the next sequence of this state directory with other content: the directory is a copy or was restored; going on as a new stream',
        );
        store.renewStream('the state directory was copied or restored');
      } else if (end === 'unknown_session') {
        logger.warn(
          'the backend does not know the session, as after a change of its database; opening one again',
        );
      } else if (end === 'fenced') {
        logger.warn(
          'another agent writes for this cluster; standing by until it stops',
        );
        await this.standBy(leading);
      }
      await clock.sleep(clock.random() * 2_000, leading);
    }
  }

  /** A disk that is full must not end the agent: heartbeats go on and say that it lives. */
  private async tryLead(signal: AbortSignal): Promise<DeliveryEnd> {
    const { clock, logger } = this.options;
    try {
      return await this.lead(signal);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      logger.error('the state directory cannot be written, trying again', {
        reason: messageOf(error),
      });
      await clock.sleep(MAX_BACKOFF_MS * (0.5 + clock.random() / 2), signal);
      return 'done';
    }
  }

  private async lead(signal: AbortSignal): Promise<DeliveryEnd> {
    const { store, publisher, clock, logger } = this.options;
    const session = await this.openSession(signal);
    if (!session) return 'done';
    store.onSessionOpened(session.opened);
    const ended = new AbortController();
    const both = AbortSignal.any([signal, ended.signal]);
    const publishing = new Publisher(session, publisher);
    const delivering = new Deliverer({
      source: store,
      clock,
      logger,
      onAnswer: answer => {
        if (answer.resync) publishing.requestResync();
      },
    });
    this.session = session;
    this.delivering = delivering;
    const runs = [
      delivering.run(session, () => this.untilNextPushMs(), both),
      publishing.run(both),
    ];
    try {
      return await Promise.race(runs);
    } finally {
      ended.abort();
      // Neither outlives the session, whatever the other one ended with.
      await Promise.allSettled(runs);
      this.session = undefined;
    }
  }

  private async openSession(signal: AbortSignal): Promise<Session | undefined> {
    const { client, store, clock, logger, agent, backendNowMs } = this.options;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const { streamId } = store;
        const opened = await client.openSession(
          {
            protocol: PROTOCOL_VERSION,
            role: 'live',
            clusterId: this.options.clusterId,
            streamId,
            agent,
            kubernetesApi: this.options.kubernetesApi,
          },
          signal,
        );
        this.failures.succeeded('the backend can be reached again');
        logger.info('session opened', {
          cluster: opened.clusterId,
          epoch: opened.epoch,
        });
        this.fenced = false;
        return new Session(client, 'live', streamId, opened, backendNowMs);
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof PushError)) throw error;
        if (error.code === PUSH_CONFLICTS.cluster) {
          throw new ConfigError(`cluster_id: ${error.message}`);
        }
        this.failures.failed(error);
        const waitMs = adviceFor(error)
          ? MAX_BACKOFF_MS * (0.5 + clock.random() / 2)
          : backoffMs({
              failures,
              baseMs: 1_000,
              maxMs: MAX_BACKOFF_MS,
              random: () => clock.random(),
            });
        await clock.sleep(waitMs, signal);
      }
    }
    return undefined;
  }

  /** Pushes follow the boundaries of slots, so that a slot waits for two seconds and no more. */
  private untilNextPushMs(): number {
    const { backendNowMs, pushIntervalMs } = this.options;
    const phaseMs = (backendNowMs() - SETTLE_MS) % pushIntervalMs;
    return pushIntervalMs - phaseMs;
  }

  private async standBy(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    this.fenced = true;
    this.ackedChangedMs = clock.nowMs();
    while (
      !signal.aborted &&
      clock.nowMs() - this.ackedChangedMs < TAKE_OVER_MS
    ) {
      await clock.sleep(LOOK_AGAIN_MS, signal);
    }
  }
}
