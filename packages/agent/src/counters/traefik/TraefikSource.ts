import { Agent } from 'node:http';
import type { ProcessScrape, RouteTable } from '@atlhyper/core';
import type { CounterRound, CounterSource } from '../../agent/CounterSource';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import { openRequest } from '../../http/openRequest';
import { readBody } from '../../http/readBody';
import { urlHost } from '../../http/urlHost';
import { withDeadline } from '../../http/withDeadline';
import type { KubeClient } from '../../kubernetes/KubeClient';
import { parseLabelSelector } from '../../kubernetes/labelSelector';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import type { Logger } from '../../Logger';
import { messageOf } from '../../messageOf';
import { NotAvailableError, SourceStatus } from '../../sources/SourceStatus';
import type { NamesSeen, RouteBook } from './RouteBook';
import { toRequestRows } from './toRequestRows';
import { parseSeriesKey, TraefikScrapeReader } from './TraefikScrapeReader';
import { traefikTargets, type TraefikTarget } from './traefikTargets';
import { describeVersions } from './traefikVersions';

/** Scrapes every Traefik pod, all at once, each with its own timeout. */
export class TraefikSource implements CounterSource {
  readonly leavesGaps = true;
  private readonly readers = new Map<string, TraefikScrapeReader>();
  private readonly agent = new Agent({ keepAlive: true });
  private readonly source: SourceStatus;

  private readonly options: {
    config: AgentConfig['sources']['traefik'];
    store: ResourceStore;
    routes: RouteBook;
    client: KubeClient;
    clock: Clock;
    logger: Logger;
    intervalMs: number;
  };

  constructor(options: TraefikSource['options']) {
    this.options = options;
    const { clock, logger, intervalMs } = options;
    const title = 'Traefik';
    this.source = new SourceStatus({
      name: 'traefik',
      title,
      intervalMs,
      clock,
      logger,
    });
  }

  get state() {
    return this.source.state;
  }

  /** Before the routes are known every series would be unmapped. */
  get isSettled(): boolean {
    return this.options.routes.isSettled;
  }

  async scrape(signal: AbortSignal): Promise<CounterRound> {
    const { config, store, routes } = this.options;
    const targets = traefikTargets(store, {
      namespace: config.namespace,
      matches: parseLabelSelector(config.pod_selector),
      port: config.port,
    });
    this.forgetReaders(targets);
    const scrapes: ProcessScrape[] = [];
    const failures: { target: TraefikTarget; message: string }[] = [];
    await Promise.all(
      targets.map(async target => {
        try {
          scrapes.push(await this.scrapeTarget(target, signal));
        } catch (error) {
          failures.push({ target, message: messageOf(error) });
        }
      }),
    );
    this.report(targets, failures);
    let tables: TablesOfRound | undefined;
    return {
      scrapes,
      failed: failures.map(f => f.target.process),
      toRows: (process, increments) => {
        tables ??= tablesOf(routes, scrapes);
        return toRequestRows(increments, tables(process));
      },
    };
  }

  private async scrapeTarget(
    target: TraefikTarget,
    signal: AbortSignal,
  ): Promise<ProcessScrape> {
    const { clock } = this.options;
    const body = await this.fetchMetrics(target, signal);
    let reader = this.readers.get(target.process);
    if (!reader || reader.isWorn) {
      reader = new TraefikScrapeReader();
      this.readers.set(target.process, reader);
    }
    return reader.read(body, {
      process: target.process,
      startedMs: target.startedMs,
      scrapedAtMs: clock.nowMs(),
    });
  }

  private async fetchMetrics(
    target: TraefikTarget,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const { config, client } = this.options;
    const accept = 'text/plain;version=0.0.4';
    if (config.via === 'apiserver') {
      const { namespace, pod, port } = target;
      return client.bytes(
        `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${config.path}`,
        { signal, timeoutMs: config.timeout, accept },
        config.body_limit_bytes,
      );
    }
    return withDeadline(signal, config.timeout, async until => {
      const message = await openRequest({
        url: new URL(
          `http://${urlHost(target.ip)}:${target.port}${config.path}`,
        ),
        agent: this.agent,
        headers: { accept, 'accept-encoding': 'gzip' },
        signal: until,
      });
      if (message.statusCode !== 200) {
        // Not read: an answer that is no metrics may be of any length.
        message.destroy();
        throw new Error(`status ${message.statusCode}`);
      }
      return readBody(message, config.body_limit_bytes);
    });
  }

  private forgetReaders(targets: readonly TraefikTarget[]): void {
    const present = new Set(targets.map(target => target.process));
    for (const process of this.readers.keys()) {
      if (!present.has(process)) this.readers.delete(process);
    }
  }

  private report(
    targets: readonly TraefikTarget[],
    failures: readonly { target: TraefikTarget; message: string }[],
  ): void {
    const { namespace, pod_selector: selector } = this.options.config;
    if (targets.length === 0) {
      this.source.fail(
        new NotAvailableError(
          `no running pod in namespace "${namespace}" matches "${selector}"`,
        ),
      );
    } else if (failures.length === 0) {
      const versions = targets.flatMap(({ version }) => version ?? []);
      this.source.succeed({ remark: describeVersions(versions) });
    } else {
      const [{ target, message }] = failures;
      const problem = `${failures.length} of ${targets.length} pods cannot be scraped; ${target.pod} on port ${target.port}: ${message}`;
      if (failures.length < targets.length) this.source.succeed({ problem });
      else this.source.fail(new Error(problem));
    }
  }
}

type TablesOfRound = (process: string) => RouteTable;

/**
 * Some replicas may count by routers and others not, as while one configuration replaces the other: what
 * the first leave to their router series, the others count nowhere but at the services.
 */
function tablesOf(
  routes: RouteBook,
  scrapes: readonly ProcessScrape[],
): TablesOfRound {
  const seen = new Map(
    scrapes.map(scrape => [scrape.process, namesSeen([scrape])]),
  );
  const isPlain = ({ routers, services }: NamesSeen) =>
    services.size > 0 && routers.size === 0;
  const all = [...seen.values()];
  const plain = together(all.filter(isPlain));
  const others = together(all.filter(names => !isPlain(names)));
  const isMixed = plain.services.size > 0 && others.routers.size > 0;
  const ofPlain = isMixed ? routes.tableFor(plain) : undefined;
  const ofOthers = isMixed ? routes.tableFor(others) : undefined;
  // The last one is what is shown.
  const ofAll = routes.tableFor(together(all));
  return process => (isPlain(seen.get(process)!) ? ofPlain : ofOthers) ?? ofAll;
}

function together(names: readonly NamesSeen[]): NamesSeen {
  return {
    routers: new Set(names.flatMap(({ routers }) => [...routers])),
    services: new Set(names.flatMap(({ services }) => [...services])),
  };
}

/** What Traefik calls its routers and services. */
export function namesSeen(scrapes: readonly ProcessScrape[]): NamesSeen {
  const routers = new Set<string>();
  const services = new Set<string>();
  for (const scrape of scrapes) {
    for (const key of scrape.counters.keys()) {
      const { scope, name } = parseSeriesKey(key);
      (scope === 'router' ? routers : services).add(name);
    }
  }
  return { routers, services };
}
