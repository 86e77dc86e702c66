import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import type { Logger } from '../../Logger';
import { NotAvailableError, SourceStatus } from '../../sources/SourceStatus';
import { scrapeAll } from '../../scrape/scrapeAll';
import {
  createPodScraper,
  findTargets,
  type ScrapeTarget,
} from '../../scrape/podScraper';
import { createExporterReader, ExporterScrape } from './ExporterScrape';
import { NodeExporterMapper } from './NodeExporterMapper';

export type NodeExporterSourceOptions = {
  config: AgentConfig['sources']['node_exporter'];
  client: KubeClient;
  store: ResourceStore;
  /** Takes what was measured. */
  onSnapshot: (snapshot: NodeSnapshot) => void;
  /** A standby does not scrape. */
  isActive: () => boolean;
  clock: Clock;
  logger: Logger;
  monotonicMs?: () => number;
};

/** Nodes as the node_exporter on each of them sees them. */
export class NodeExporterSource {
  private readonly mappers = new Map<string, NodeExporterMapper>();
  private readonly reader = createExporterReader();
  private readonly scrape: ReturnType<typeof createPodScraper>;
  private readonly source: SourceStatus;

  constructor(private readonly options: NodeExporterSourceOptions) {
    const { client, config, clock, logger } = options;
    this.scrape = createPodScraper(client, config);
    this.source = new SourceStatus({
      name: 'node_exporter',
      intervalMs: config.interval,
      clock,
      logger,
    });
  }

  get state() {
    return this.source.state;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, config, isActive } = this.options;
    while (!signal.aborted) {
      const begunMs = clock.nowMs();
      if (isActive()) await this.scrapeOnce(signal);
      else this.mappers.clear();
      const spentMs = Math.max(0, clock.nowMs() - begunMs);
      await clock.sleep(Math.max(1_000, config.interval - spentMs), signal);
    }
  }

  /** Asks all of them once; what fails is told in the state. */
  async scrapeOnce(signal: AbortSignal): Promise<void> {
    const { store, config } = this.options;
    const targets = findTargets(store, config).filter(target => target.node);
    this.forgetMappers(targets);
    if (targets.length === 0) {
      this.source.fail(
        new NotAvailableError(
          `no running pod in namespace "${config.namespace}" matches "${config.pod_selector}"`,
        ),
      );
      return;
    }
    try {
      const problem = await scrapeAll(targets, target =>
        this.scrapeTarget(target, signal),
      );
      this.source.succeed({ problem });
    } catch (error) {
      if (signal.aborted) return;
      this.source.fail(error);
    }
  }

  private async scrapeTarget(
    target: ScrapeTarget,
    signal: AbortSignal,
  ): Promise<void> {
    const {
      clock,
      onSnapshot,
      monotonicMs = () => performance.now(),
    } = this.options;
    const body = await this.scrape(target, signal);
    const scrape = ExporterScrape.read(this.reader, body);
    const mapper = this.mappers.get(target.uid) ?? new NodeExporterMapper();
    this.mappers.set(target.uid, mapper);
    onSnapshot(
      mapper.map(target.node!, scrape, {
        nowMs: clock.nowMs(),
        monotonicMs: monotonicMs(),
      }),
    );
  }

  private forgetMappers(targets: readonly ScrapeTarget[]): void {
    const present = new Set(targets.map(target => target.uid));
    for (const uid of this.mappers.keys()) {
      if (!present.has(uid)) this.mappers.delete(uid);
    }
  }
}
