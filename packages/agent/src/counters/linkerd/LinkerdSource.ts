import type {
  RequestRow,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { CounterRound, CounterSource } from '../../agent/CounterSource';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import type { Logger } from '../../Logger';
import { messageOf } from '../../messageOf';
import type { MeshReader, MeshReading } from './MeshReader';
import { createMeshReader } from './createMeshReader';
import { isEndpointEdgeKey } from './meshSeries';
import { toMeshRows } from './toMeshRows';

/** How long a kind that cannot be listed at the start may hold up counting. */
const PATIENCE_MS = 5 * 60_000;
/** Clients choose the hosts they ask for; whoever invents many must not fill the store. */
const MAX_HOSTS = 1_000;
/** What says whose proxy a proxy is. */
const OWNERS = /^kubernetes\/(pod|replicaset|job)$/;

/** Counts the requests between workloads as the proxies of a Linkerd mesh see them. */
export class LinkerdSource implements CounterSource {
  private readonly reader: MeshReader;
  private readonly startedMs: number;
  private readonly hosts = new Set<string>();
  private current: Omit<SourceState, 'name'> = { state: 'starting' };

  private readonly options: {
    config: AgentConfig['slo']['linkerd'];
    store: ResourceStore;
    /** States of the reflectors. */
    states: () => SourceState[];
    client: KubeClient;
    clock: Clock;
    logger: Logger;
    intervalMs: number;
  };

  constructor(options: LinkerdSource['options']) {
    this.options = options;
    this.startedMs = options.clock.nowMs();
    this.reader = createMeshReader(options);
  }

  get state(): SourceState {
    return {
      name: 'linkerd',
      intervalMs: this.options.intervalMs,
      ...this.current,
    };
  }

  /** Before the pods and their owners were listed, calls would be counted under wrong names. */
  get isSettled(): boolean {
    const { clock, states } = this.options;
    const patienceOver = clock.nowMs() - this.startedMs > PATIENCE_MS;
    return states()
      .filter(({ name }) => OWNERS.test(name))
      .every(
        ({ state, lastSuccessMs, message }) =>
          state === 'ok' ||
          state === 'not_available' ||
          lastSuccessMs !== undefined ||
          (state === 'failing' &&
            (patienceOver || /status 40[13]/.test(message ?? ''))),
      );
  }

  async scrape(signal: AbortSignal): Promise<CounterRound> {
    let reading: MeshReading;
    try {
      reading = await this.reader.read(signal);
    } catch (error) {
      reading = {
        proxies: [],
        failed: [],
        ingress: 'absent',
        problem: { state: 'failing', message: messageOf(error) },
      };
    }
    if (!signal.aborted) this.report(reading);
    const proxies = new Map(
      reading.proxies.map(({ scrape, source }) => [
        scrape.process,
        { scrape, source },
      ]),
    );
    return {
      scrapes: reading.proxies.map(({ scrape }) => scrape),
      failed: reading.failed,
      toRows: (process, increments) => {
        const { scrape, source } = proxies.get(process)!;
        const hasEndpointSeries = [...scrape.counters.keys()].some(
          isEndpointEdgeKey,
        );
        return this.withinHosts(
          toMeshRows(increments, { source, hasEndpointSeries }),
        );
      },
    };
  }

  private *withinHosts(rows: Iterable<RequestRow>): Generator<RequestRow> {
    for (const row of rows) {
      if (row.series.kind === 'authority') {
        if (this.hosts.size < MAX_HOSTS) this.hosts.add(row.series.host);
        if (!this.hosts.has(row.series.host)) continue;
      }
      yield row;
    }
  }

  private report({ proxies, problem, ingress }: MeshReading): void {
    const { clock, logger } = this.options;
    const before = this.current;
    const lastSuccessMs =
      proxies.length > 0 ? clock.nowMs() : before.lastSuccessMs;
    const message = problem?.message ?? this.aboutIngress(ingress);
    this.current = {
      state: problem?.state ?? 'ok',
      lastSuccessMs,
      ...(message && { message: message.slice(0, 1024) }),
    };
    const isNew =
      before.state !== this.current.state ||
      before.message !== this.current.message;
    if (problem && message && isNew) {
      logger.warn(`Linkerd is ${problem.state}`, { why: message });
    }
  }

  private aboutIngress(ingress: MeshReading['ingress']): string | undefined {
    const namespace = this.options.config.traefik_namespace;
    switch (ingress) {
      case 'absent':
        return `The inbound view is not available: no proxy was found in the ingress's namespace "${namespace}"`;
      case 'unnamed':
        return `The inbound view is not available: the proxies in "${namespace}" write no label "authority" for incoming requests`;
      default:
        return this.hosts.size < MAX_HOSTS
          ? undefined
          : `Hosts beyond the first ${MAX_HOSTS} that came in are left out`;
    }
  }
}
