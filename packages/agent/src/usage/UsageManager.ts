import type {
  NetworkProbe,
  NodeUsage,
  PodUsage,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import type { MetricsSource, UsageReading } from './MetricsSource';
import { UsageCache } from './UsageCache';
import { UsageHistory, type UsageMinute } from './UsageHistory';

const FIRST_RETRY_MS = 2_000;

export type UsageManagerOptions = {
  sources: readonly MetricsSource[];
  intervalMs: number;
  retentionMs: number;
  /** Whether to collect now; a standby does not, the API server has other work. */
  isActive?: () => boolean;
  /** Told of every collection that brought something. */
  onCollected?: (reading: UsageReading) => void;
  clock: Clock;
  logger: Logger;
};

/**
 * Collects what nodes, pods and containers use and keeps the newest of it.
 *
 * Every source has a loop of its own: one that fails or is slow neither empties nor delays another.
 * What is given is what was collected last; nothing here waits for a collection but `collectNow`.
 */
export class UsageManager {
  private readonly cache: UsageCache;
  private readonly minutes = new UsageHistory();
  private readonly underWay = new Map<MetricsSource, Promise<void>>();
  private running: { stop: AbortController; done: Promise<void> } | undefined;

  constructor(private readonly options: UsageManagerOptions) {
    const { clock, retentionMs, sources } = options;
    const names = new Set(sources.map(source => source.name));
    if (names.size < sources.length) {
      throw new Error('two sources of metrics have the same name');
    }
    this.cache = new UsageCache(retentionMs, () => clock.nowMs());
  }

  /** Begins to collect; nothing if it has begun. */
  start(): void {
    if (this.running) return;
    const stop = new AbortController();
    this.running = { stop, done: this.run(stop.signal) };
  }

  /** Ends collecting; resolves when nothing is under way any more. What was collected stays. */
  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.stop.abort();
    await running?.done;
  }

  /** Collects until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.options.sources.map(source => this.runSource(source, signal)),
    );
  }

  /**
   * Collects from all sources at once, or waits for what is under way. It does not fail: what went
   * wrong is told in `states`.
   */
  async collectNow(
    signal: AbortSignal = new AbortController().signal,
  ): Promise<void> {
    await Promise.all(
      this.options.sources.map(source => this.collect(source, signal)),
    );
  }

  get states(): SourceState[] {
    return this.options.sources.map(source => source.state);
  }

  node(name: string): NodeUsage | undefined {
    return this.cache.node(name);
  }

  pod(namespace: string, name: string): PodUsage | undefined {
    return this.cache.pod(namespace, name);
  }

  nodes(): Iterable<NodeUsage> {
    return this.cache.nodeUsages();
  }

  pods(): Iterable<PodUsage> {
    return this.cache.podUsages();
  }

  probes(): Iterable<NetworkProbe> {
    return this.cache.probes();
  }

  recordProbe(probe: NetworkProbe): void {
    this.cache.recordProbe(probe);
  }

  /** The last hour by the minute, of one node or of the cluster; rising. */
  series(node?: string): UsageMinute[] {
    return node === undefined
      ? this.minutes.ofCluster()
      : this.minutes.ofNode(node);
  }

  private async runSource(
    source: MetricsSource,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, intervalMs, isActive = () => true } = this.options;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const begunMs = clock.nowMs();
      if (isActive()) await this.collect(source, signal);
      // Just started, objects that a source needs may not be listed yet: look again soon.
      const waitMs =
        source.state.lastSuccessMs === undefined && retryMs < intervalMs
          ? retryMs
          : intervalMs;
      retryMs *= 2;
      // From begin to begin; never without a pause, even if the clock was set back or jumped.
      const spentMs = Math.max(0, clock.nowMs() - begunMs);
      await clock.sleep(Math.max(1_000, waitMs - spentMs), signal);
    }
  }

  /** One collection of a source at a time. */
  private collect(source: MetricsSource, signal: AbortSignal): Promise<void> {
    const known = this.underWay.get(source);
    if (known) return known;
    const collecting = this.collectFrom(source, signal).finally(() =>
      this.underWay.delete(source),
    );
    this.underWay.set(source, collecting);
    return collecting;
  }

  private async collectFrom(
    source: MetricsSource,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, logger, onCollected } = this.options;
    try {
      const reading = await source.collect(signal);
      this.cache.record(source.name, reading);
      const measured = this.cache.nodeFigures(source.name);
      this.minutes.record(measured, clock.nowMs());
      onCollected?.(reading);
    } catch (error) {
      // The source tells it in its state as well.
      logger.debug('collecting failed', {
        source: source.name,
        reason: messageOf(error),
      });
    }
  }
}
