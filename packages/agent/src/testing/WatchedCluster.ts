import { EventBook } from '../events/EventBook';
import { systemClock } from '../Clock';
import { ApiDiscovery } from '../kubernetes/ApiDiscovery';
import type { KubeAccess } from '../kubernetes/KubeAccess';
import { KubeClient } from '../kubernetes/KubeClient';
import {
  EVENT_KIND,
  KINDS,
  SECRET_KIND,
  type KindEntry,
} from '../kubernetes/kinds';
import { Reflector } from '../kubernetes/Reflector';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { Turns } from '../kubernetes/Turns';
import { createLogger } from '../Logger';

/** All that an agent watches of a cluster, without what it does with it. */
export class WatchedCluster {
  readonly kinds: readonly KindEntry[] = [...KINDS, SECRET_KIND];
  readonly store = new ResourceStore(this.kinds);
  readonly events = new EventBook();
  readonly discovery: ApiDiscovery;
  private readonly reflectors: Reflector[];
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];

  constructor(client: KubeClient, only: (id: string) => boolean = () => true) {
    this.discovery = new ApiDiscovery(client);
    const pageTurns = new Turns(2);
    const watched = [
      ...this.kinds.map(entry => ({ entry, sink: this.store.sinkOf(entry) })),
      { entry: EVENT_KIND, sink: this.events },
    ];
    this.reflectors = watched
      .filter(({ entry }) => only(entry.id))
      .map(
        options =>
          new Reflector({
            ...options,
            pageTurns,
            client,
            discovery: this.discovery,
            // Back-off without waiting for it.
            clock: {
              ...systemClock,
              sleep: (_, signal) => systemClock.sleep(20, signal),
            },
            logger: createLogger('error', () => {}),
          }),
      );
  }

  static of(access: KubeAccess): WatchedCluster {
    return new WatchedCluster(new KubeClient(access));
  }

  start(): void {
    this.running = this.reflectors.map(r => r.run(this.stopping.signal));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  stateOf(id: string) {
    return this.reflectors.find(r => r.state.name === `kubernetes/${id}`)!
      .state;
  }

  /** Whether all kinds are either there or known to be missing. */
  get isSettled(): boolean {
    return this.reflectors.every(({ state: { state } }) =>
      ['ok', 'not_available'].includes(state),
    );
  }

  /** Names of a kind in a namespace, in order. */
  names(kind: KindEntry['kind'], namespace: string): string[] {
    return [...this.store.list(kind)]
      .map(({ resource }) => resource)
      .filter(resource => resource.namespace === namespace)
      .map(resource => resource.name)
      .sort();
  }
}
