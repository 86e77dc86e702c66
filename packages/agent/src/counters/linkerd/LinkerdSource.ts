import type { RequestRow } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { CounterRound, CounterSource } from '../../agent/CounterSource';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import { areSettled, type KindStatus } from '../../kubernetes/KindStatus';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import type { Logger } from '../../Logger';
import { messageOf } from '../../messageOf';
import { NotAvailableError, SourceStatus } from '../../sources/SourceStatus';
import type { MeshReader, MeshReading } from './MeshReader';
import { createMeshReader } from './createMeshReader';
import { isEndpointEdgeKey } from './meshSeries';
import { toMeshRows } from './toMeshRows';

/** How long a kind that cannot be listed at the start may hold up counting. */
const PATIENCE_MS = 5 * 60_000;
/** Clients choose the hosts they ask for; whoever invents many must not fill the store. */
const MAX_HOSTS = 1_000;
/** What says whose proxy a proxy is. */
const OWNERS: readonly string[] = ['pod', 'replicaset', 'job'];

/** Counts the requests between workloads as the proxies of a Linkerd mesh see them. */
export class LinkerdSource implements CounterSource {
  private readonly reader: MeshReader;
  private readonly startedMs: number;
  private readonly hosts = new Set<string>();
  private readonly source: SourceStatus;

  private readonly options: {
    config: AgentConfig['slo']['linkerd'];
    store: ResourceStore;
    /** What is known of the kinds that are watched. */
    kinds: () => KindStatus[];
    client: KubeClient;
    clock: Clock;
    logger: Logger;
    intervalMs: number;
  };

  constructor(options: LinkerdSource['options']) {
    this.options = options;
    this.startedMs = options.clock.nowMs();
    this.reader = createMeshReader(options);
    const { clock, logger, intervalMs } = options;
    this.source = new SourceStatus({
      name: 'linkerd',
      title: 'Linkerd',
      intervalMs,
      clock,
      logger,
    });
  }

  get state() {
    return this.source.state;
  }

  /** Before the pods and their owners were listed, calls would be counted under wrong names. */
  get isSettled(): boolean {
    const { clock, kinds } = this.options;
    return areSettled(
      kinds().filter(({ id }) => OWNERS.includes(id)),
      clock.nowMs() - this.startedMs > PATIENCE_MS,
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
    const { source } = this;
    if (!problem) source.succeed({ remark: this.aboutIngress(ingress) });
    else if (problem.state === 'not_available') {
      source.fail(new NotAvailableError(problem.message));
    } else if (proxies.length > 0) {
      source.succeed({ problem: problem.message });
    } else source.fail(new Error(problem.message));
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
