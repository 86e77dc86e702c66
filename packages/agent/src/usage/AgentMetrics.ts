import type { SourceState } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { AgentConfig } from '../config/schema';
import type { KubeClient } from '../kubernetes/KubeClient';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Logger } from '../Logger';
import { NodeExporterSource } from '../nodes/exporter/NodeExporterSource';
import type { NodesSource } from '../nodes/NodesSource';
import { ProbeBook, type Peer } from '../nodes/probe/ProbeBook';
import type { ProbeReport } from '../nodes/probe/probeReportSchema';
import { createSources } from './createSources';
import type { UsageReading } from './MetricsSource';
import { toUsageSnapshot } from './toUsageSnapshot';
import { UsageManager } from './UsageManager';

export type AgentMetricsOptions = {
  config: AgentConfig;
  client: KubeClient;
  store: ResourceStore;
  nodes: NodesSource;
  /** Whether to collect: not on a standby. */
  isActive: () => boolean;
  clock: Clock;
  logger: Logger;
};

/** What the agent of a cluster collects of nodes and pods beside what node collectors post. */
export class AgentMetrics {
  readonly usage: UsageManager;
  private readonly exporters: NodeExporterSource | undefined;
  private readonly probes: ProbeBook | undefined;

  constructor(private readonly options: AgentMetricsOptions) {
    const { config, client, store, nodes, isActive, clock, logger } = options;
    this.usage = new UsageManager({
      sources: createSources({ config, client, store, clock, logger }),
      intervalMs: config.metrics.collect_interval,
      retentionMs: config.metrics.cache_retention,
      isActive,
      onCollected: reading => this.offer(reading),
      clock,
      logger,
    });
    const { node_exporter } = config.sources;
    this.exporters =
      node_exporter.enabled && config.metrics.enabled
        ? new NodeExporterSource({
            config: node_exporter,
            client,
            store,
            onSnapshot: snapshot => nodes.offer(snapshot, 'node-exporter'),
            isActive,
            clock,
            logger,
          })
        : undefined;
    this.probes =
      config.metrics.enable_network && config.metrics.enabled
        ? new ProbeBook({
            store,
            onProbe: probe => this.usage.recordProbe(probe),
            nowMs: () => clock.nowMs(),
          })
        : undefined;
  }

  /** Takes what a collector tells of its probe; it probes nobody where that is not enabled. */
  takeProbe(node: string, report: ProbeReport): Peer[] {
    return this.probes?.take(node, report) ?? [];
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.usage.run(signal), this.exporters?.run(signal)]);
  }

  get states(): SourceState[] {
    return [
      ...this.usage.states,
      ...(this.exporters ? [this.exporters.state] : []),
      ...(this.probes ? [this.probes.state] : []),
    ];
  }

  /** Nodes that nothing better measures are shown with what Kubernetes knows of them. */
  private offer(reading: UsageReading): void {
    const { store, nodes } = this.options;
    for (const [name, figures] of reading.nodes) {
      const node = store.get({ kind: 'node', name });
      const snapshot =
        node && toUsageSnapshot(name, figures, node.resource.data);
      if (snapshot) nodes.offer(snapshot, 'kubernetes');
    }
  }
}
