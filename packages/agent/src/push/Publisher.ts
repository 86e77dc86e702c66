import type {
  NodeSnapshot,
  PushResponse,
  ResourceKind,
  Route,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { EventBook } from '../events/EventBook';
import { EventPublisher } from '../events/EventPublisher';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Logger } from '../Logger';
import { UsagePublisher, type UsageReader } from '../usage/UsagePublisher';
import { packItems } from './packItems';
import { adviceFor, PushError } from './PushError';
import { ResourcePublisher } from './ResourcePublisher';
import type { Session, StateChanges } from './Session';

export type PublisherOptions = {
  resources: ResourceStore;
  /** False while lists are still being read. */
  isSettled: () => boolean;
  /** Kinds of which nothing is known: what the backend holds of them stays. */
  unknownKinds: () => readonly ResourceKind[];
  events: EventBook;
  /** The routes, or `undefined` while they are not known; the same array while they are the same. */
  routes: () => readonly Route[] | undefined;
  /** False while there may be more: what the backend holds beyond them stays. */
  routesAreComplete: () => boolean;
  /** Newest snapshot per node. */
  nodes: () => Iterable<NodeSnapshot>;
  /** What pods and nodes use; absent where it is not collected. */
  usage?: UsageReader;
  sources: () => SourceState[];
  nodesIntervalMs: number;
  stateIntervalMs: number;
  clock: Clock;
  logger: Logger;
};

/**
 * Sends the latest state as long as a session lasts: nodes often, all else less so. Nothing of it
 * is kept for later; after a failure the next round sends what is true then.
 */
export class Publisher {
  private readonly resources: ResourcePublisher;
  private readonly events: EventPublisher;
  private readonly usage: UsagePublisher;
  private readonly sentNodes = new Map<string, number>();
  private sentRoutes:
    | { routes: readonly Route[]; complete: boolean }
    | undefined;
  private routesGeneration: number;
  private stateDueMs = 0;
  private failing = false;

  constructor(
    private readonly session: Session,
    private readonly options: PublisherOptions,
  ) {
    const { opened } = session;
    this.routesGeneration = opened.resourceGeneration;
    this.events = new EventPublisher(options.events);
    this.usage = new UsagePublisher(options.usage);
    this.resources = new ResourcePublisher(
      options.resources,
      opened.resourceGeneration,
      ({ kind, namespace, name }) =>
        options.logger.warn('object is too large to send', {
          kind,
          name: `${namespace ?? '_'}/${name}`,
        }),
    );
  }

  /** An answer said that the backend's objects differ. */
  requestResync(): void {
    this.resources.requestFull();
    this.sentRoutes = undefined;
  }

  /** Runs until the signal aborts or the session is fenced off. */
  async run(signal: AbortSignal): Promise<'done' | 'fenced'> {
    const { clock, nodesIntervalMs } = this.options;
    while (!signal.aborted) {
      if ((await this.publish(signal)) === 'fenced') return 'fenced';
      await clock.sleep(nodesIntervalMs, signal);
    }
    return 'done';
  }

  /** One round: nodes, and the rest if it is due. */
  async publish(signal: AbortSignal): Promise<'done' | 'fenced'> {
    const { clock, logger, stateIntervalMs } = this.options;
    const untilDueMs = this.stateDueMs - clock.nowMs();
    // So far ahead it only is where the clock was set back.
    const isDue = untilDueMs <= 0 || untilDueMs > stateIntervalMs;
    try {
      await inTurn([
        () => this.publishNodes(signal),
        ...(isDue ? this.stateParts(signal) : []),
      ]);
      if (isDue) {
        // Just started: look again soon, the lists will be there in a moment.
        const waitMs = this.options.isSettled() ? stateIntervalMs : 0;
        this.stateDueMs = clock.nowMs() + waitMs;
      }
      if (this.failing) logger.info('publishing state again');
      this.failing = false;
    } catch (error) {
      if (signal.aborted) return 'done';
      if (!(error instanceof PushError)) throw error;
      if (error.kind === 'conflict') return 'fenced';
      // Unlike slots, state is not tried again: the next round sends what is true then.
      if (isDue || error.kind !== 'refused') {
        this.stateDueMs = clock.nowMs() + stateIntervalMs;
      }
      if (!this.failing) {
        const advice = adviceFor(error);
        logger.warn('cannot publish state', {
          reason: error.message,
          ...(advice && { advice }),
        });
      }
      this.failing = true;
    }
    return 'done';
  }

  private async publishNodes(signal: AbortSignal): Promise<void> {
    const changed = [...this.options.nodes()].filter(
      snapshot => this.sentNodes.get(snapshot.node) !== snapshot.timestampMs,
    );
    for (const nodes of packItems(changed)) {
      await this.send({ nodes }, signal);
      nodes.forEach(n => this.sentNodes.set(n.node, n.timestampMs));
    }
  }

  private stateParts(signal: AbortSignal): (() => Promise<unknown>)[] {
    const { options } = this;
    return [
      () => this.send({ sources: options.sources().slice(0, 64) }, signal),
      async () => {
        if (!options.isSettled()) return;
        await this.resources.publish(
          resources => this.send({ resources }, signal),
          options.unknownKinds(),
        );
      },
      () => this.events.publish(events => this.send({ events }, signal)),
      () => this.usage.publish(usage => this.send({ usage }, signal)),
      async () => {
        const routes = options.routes();
        const complete = options.routesAreComplete();
        const isSent =
          routes === this.sentRoutes?.routes &&
          complete === this.sentRoutes?.complete;
        if (routes && !isSent) {
          await this.publishRoutes({ routes, complete }, signal);
        }
      },
    ];
  }

  private async publishRoutes(
    list: { routes: readonly Route[]; complete: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    this.sentRoutes = list;
    this.routesGeneration += 1;
    const pieces = packItems(list.routes);
    if (pieces.length === 0 && list.complete) pieces.push([]);
    try {
      for (const [index, upserts] of pieces.entries()) {
        const complete = list.complete && index === pieces.length - 1;
        await this.send(
          { routes: { generation: this.routesGeneration, complete, upserts } },
          signal,
        );
      }
    } catch (error) {
      this.sentRoutes = undefined;
      throw error;
    }
  }

  private async send(
    changes: StateChanges,
    signal: AbortSignal,
  ): Promise<PushResponse> {
    const answer = await this.session.pushState(changes, signal);
    if (answer.resync) this.requestResync();
    return answer;
  }
}

/**
 * Sends one part after the other. One that is refused for its content will be so again and again,
 * and must not hold up what comes after it; the first refusal is thrown at the end.
 */
async function inTurn(
  parts: readonly (() => Promise<unknown>)[],
): Promise<void> {
  let refusal: PushError | undefined;
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      const isRefused = error instanceof PushError && error.kind === 'refused';
      if (!isRefused) throw error;
      refusal ??= error;
    }
  }
  if (refusal) throw refusal;
}
