import type { AtlhyperConfig } from './config/readAtlhyperConfig';
import { AgentAuthenticator } from './gateway/AgentAuthenticator';
import { AgentGateway } from './gateway/AgentGateway';
import { PushWriter } from './ingest/PushWriter';
import { ClusterService } from './services/clusters/ClusterService';
import { EventService } from './services/events/EventService';
import { MetricsReader } from './services/metrics/MetricsReader';
import { MetricsService } from './services/metrics/MetricsService';
import { NodeAlertService } from './services/nodes/alerts/NodeAlertService';
import { NodeMonitor } from './services/nodes/alerts/NodeMonitor';
import { ForecastService } from './services/nodes/ForecastService';
import { NodeService } from './services/nodes/NodeService';
import { WorkloadService } from './services/nodes/WorkloadService';
import { ResourceService } from './services/resources/ResourceService';
import { MeshService } from './services/mesh/MeshService';
import { SloMonitor } from './services/monitor/SloMonitor';
import { ClusterSloService } from './services/slo/ClusterSloService';
import { JudgeFactory } from './services/slo/JudgeFactory';
import { SloLogService } from './services/slo/SloLogService';
import { SloReader } from './services/slo/SloReader';
import { SloService } from './services/slo/SloService';
import { TargetService } from './services/targets/TargetService';
import type { NodeSignals } from './services/signals/NodeSignals';
import type { Stores } from './stores/Stores';

/** Everything that answers agents and readers, on the given stores. `clock` gives epoch ms. */
export function createServices(options: {
  stores: Stores;
  config: AtlhyperConfig;
  signals?: NodeSignals;
  clock: () => number;
}) {
  const { stores, config, clock } = options;
  const { levels } = config.retention;
  const reading = { stores, levels, clock };
  const judges = new JudgeFactory({
    stores,
    log: stores.sloLog,
    targets: stores.targets,
    defaults: config.slo.defaults,
    guards: config.slo.guards,
  });
  const reader = new SloReader({ ...reading, judges });
  const slo = new SloService({ ...reading, judges, reader });
  const mesh = new MeshService({ ...reading, judges, reader });
  const metricsReader = new MetricsReader({
    latest: stores.latest,
    cacheRetentionMs: config.metrics.cacheRetentionMs,
    clock,
  });
  const forecasts = new ForecastService({
    latest: stores.latest,
    history: stores.nodeHistory,
    clusters: stores.clusters,
    clock,
  });
  return {
    forecasts,
    nodeMonitor: new NodeMonitor({
      latest: stores.latest,
      alerts: stores.nodeAlerts,
      forecasts,
      rules: config.nodeRules,
      clock,
    }),
    nodeAlerts: new NodeAlertService({ store: stores.nodeAlerts }),
    authenticator: new AgentAuthenticator({ clusters: stores.clusters, clock }),
    gateway: new AgentGateway({
      ledger: stores.ledger,
      writer: new PushWriter(stores),
      signals: options.signals,
      limits: config.agent,
      levels,
      clock,
    }),
    clusters: new ClusterService({
      store: stores.clusters,
      disconnectedAfterMs: config.agent.disconnectedAfterMs,
      clock,
    }),
    slo,
    mesh,
    clusterSlo: new ClusterSloService({
      ...reading,
      clusters: stores.clusters,
      slo,
      mesh,
    }),
    targets: new TargetService({
      store: stores.targets,
      defaults: config.slo.defaults,
      clock,
    }),
    monitor: new SloMonitor({ ...reading, log: stores.sloLog, judges }),
    sloLog: new SloLogService({ store: stores.sloLog }),
    nodes: new NodeService({
      latest: stores.latest,
      history: stores.nodeHistory,
      alerts: stores.nodeAlerts,
      clusters: stores.clusters,
      clock,
    }),
    resources: new ResourceService({
      resources: stores.objects,
      ledger: stores.ledger,
      clusters: stores.clusters,
    }),
    events: new EventService({
      events: stores.events,
      ledger: stores.ledger,
      clusters: stores.clusters,
    }),
    metrics: new MetricsService({
      reader: metricsReader,
      resources: stores.objects,
      ledger: stores.ledger,
      clusters: stores.clusters,
      clock,
    }),
    workloads: new WorkloadService({
      latest: stores.latest,
      objects: stores.objects,
      alerts: stores.nodeAlerts,
      metrics: metricsReader,
      clock,
    }),
  };
}
