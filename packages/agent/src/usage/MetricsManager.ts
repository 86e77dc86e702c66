import type {
  ClusterMetrics,
  KubernetesNodeMetrics,
  MetricsSnapshot,
  PodMetrics,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { systemClock, type Clock } from '../Clock';
import type { MetricsConfig } from '../config/schema';
import { ApiDiscovery } from '../kubernetes/ApiDiscovery';
import { KINDS } from '../kubernetes/kinds';
import type { KubeAccess } from '../kubernetes/KubeAccess';
import { KubeClient } from '../kubernetes/KubeClient';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { Reflector } from '../kubernetes/Reflector';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { Turns } from '../kubernetes/Turns';
import { createLogger, type Logger } from '../Logger';
import { createSources } from './createSources';
import type { CustomMetricsSource } from './custom/CustomMetricsSource';
import { readClusterMetrics } from './readClusterMetrics';
import type { UsageMinute } from './UsageHistory';
import { UsageManager } from './UsageManager';

/** What is watched to know requests, limits, capacities and states. */
const WATCHED = KINDS.filter(({ kind }) => kind === 'pod' || kind === 'node');
const LIST_TIMEOUT_MS = 30_000;
const LOOK_MS = 20;

export type MetricsManagerOptions = {
  /** Sources of your own; they are asked only with `metrics.enable_custom`. */
  customSources?: readonly CustomMetricsSource[];
  /** How the API server is reached; else as `sources.kubernetes` says. */
  access?: KubeAccess;
  logger?: Logger;
  clock?: Clock;
};

type Watching = {
  stop: AbortController;
  reflectors: Reflector[];
  done: Promise<void>;
};

/**
 * The metrics of a cluster as a library: without a portal, a state directory or pushing.
 *
 * ```ts
 * const manager = await createMetricsManager(readMetricsConfig({ file: 'agent.yaml' }));
 * manager.start();
 * await manager.collectNow();
 * manager.nodeMetrics('node-3')?.cpu.usedFraction;
 * await manager.stop();
 * ```
 */
export class MetricsManager {
  private readonly client: KubeClient;
  private readonly store = new ResourceStore(WATCHED);
  private readonly usage: UsageManager;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private watching: Watching | undefined;

  constructor(
    private readonly config: MetricsConfig,
    access: KubeAccess,
    options: MetricsManagerOptions = {},
  ) {
    this.client = new KubeClient(access);
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? createLogger(config.log.level);
    const { client, store, clock, logger } = this;
    this.usage = new UsageManager({
      sources: createSources({
        config,
        client,
        store,
        custom: options.customSources,
        clock,
        logger,
      }),
      intervalMs: config.metrics.collect_interval,
      retentionMs: config.metrics.cache_retention,
      clock,
      logger,
    });
  }

  /** Begins to watch and to collect; nothing if it has begun. */
  start(): void {
    if (this.watching) return;
    const watching = this.watch();
    this.watching = watching;
    // What is not listed yet can neither be asked nor named; what cannot be listed holds nothing up.
    const begin = () => {
      if (this.watching === watching) this.usage.start();
    };
    this.untilListed(watching).then(begin, begin);
  }

  /** Ends both; resolves when nothing is under way any more. What was collected can still be read. */
  async stop(): Promise<void> {
    const { watching } = this;
    this.watching = undefined;
    await this.usage.stop();
    watching?.stop.abort();
    await watching?.done;
  }

  /**
   * Collects now; resolves when all sources have answered or failed, see `states`. It may be called
   * without `start`.
   *
   * @throws Error if neither pods nor nodes can be listed, or if it is stopped before they are
   */
  async collectNow(): Promise<void> {
    const watching = this.watching ?? this.watch();
    try {
      await this.untilListed(watching);
      await this.usage.collectNow();
    } finally {
      if (watching !== this.watching) {
        watching.stop.abort();
        await watching.done;
      }
    }
  }

  /** Everything at this moment, from what was collected last. */
  snapshot(): MetricsSnapshot {
    return readClusterMetrics({
      cluster: this.config.cluster_id,
      timestampMs: this.clock.nowMs(),
      store: this.store,
      usage: this.usage,
      sources: this.states,
    });
  }

  nodeMetrics(name: string): KubernetesNodeMetrics | undefined {
    return own(this.snapshot().nodes, name);
  }

  podMetrics(namespace: string, name: string): PodMetrics | undefined {
    return own(this.snapshot().pods, `${namespace}/${name}`);
  }

  /** All pods of one namespace, or of all of them. */
  allPodMetrics(namespace?: string): PodMetrics[] {
    return Object.values(this.snapshot().pods).filter(
      pod => namespace === undefined || pod.namespace === namespace,
    );
  }

  clusterMetrics(): ClusterMetrics {
    return this.snapshot().clusterMetrics;
  }

  /** What one node, or the cluster, used in the last hour, by the minute; rising. */
  series(node?: string): UsageMinute[] {
    return this.usage.series(node);
  }

  /** How every source fares. */
  get states(): SourceState[] {
    return [
      ...(this.watching?.reflectors ?? []).map(reflector => reflector.state),
      ...this.usage.states,
    ];
  }

  private watch(): Watching {
    const { client, store, clock, logger } = this;
    const stop = new AbortController();
    const discovery = new ApiDiscovery(client);
    const pageTurns = new Turns(1);
    const reflectors = WATCHED.map(
      entry =>
        new Reflector({
          entry,
          client,
          discovery,
          sink: store.sinkOf(entry),
          pageTurns,
          clock,
          logger,
        }),
    );
    const done = Promise.all(
      reflectors.map(reflector => reflector.run(stop.signal)),
    ).then(() => undefined);
    return { stop, reflectors, done };
  }

  private async untilListed({ reflectors, stop }: Watching): Promise<void> {
    const untilMs = Date.now() + LIST_TIMEOUT_MS;
    const isListed = ({ status }: Reflector) => status.knowledge === 'listed';
    const isSettled = ({ state }: Reflector) => state.state !== 'starting';
    while (!reflectors.every(isSettled) && Date.now() < untilMs) {
      await systemClock.sleep(LOOK_MS, stop.signal);
      // Sleeping ends at once from then on, and looking again would leave nobody else a turn.
      if (stop.signal.aborted) throw new Error('the manager was stopped');
    }
    if (!reflectors.some(isListed)) {
      const [{ state }] = reflectors;
      throw new Error(state.message ?? 'pods and nodes are not listed yet');
    }
  }
}

/** Makes a manager that reaches the cluster as its configuration says. */
export async function createMetricsManager(
  config: MetricsConfig,
  options: MetricsManagerOptions = {},
): Promise<MetricsManager> {
  const access =
    options.access ??
    (await readKubeAccess({ ...config.sources.kubernetes, env: process.env }));
  return new MetricsManager(config, access, options);
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
