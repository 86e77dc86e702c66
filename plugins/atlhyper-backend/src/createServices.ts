import { CLUSTER_RULES } from '@atlhyper/core';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AtlhyperConfig } from './config/readAtlhyperConfig';
import { AgentAuthenticator } from './gateway/AgentAuthenticator';
import { AgentGateway } from './gateway/AgentGateway';
import { PushWriter } from './ingest/PushWriter';
import { AlertMonitor } from './services/alerts/AlertMonitor';
import { AlertService } from './services/alerts/AlertService';
import { ClusterReader } from './services/alerts/ClusterReader';
import { NodeJudge } from './services/alerts/NodeJudge';
import { EVERYBODY, type AlertHearers } from './services/alerts/outboxMessages';
import type { RuleSet } from './services/alerts/RuleSet';
import { SloJudge } from './services/alerts/SloJudge';
import { StatusJudge } from './services/alerts/StatusJudge';
import { ClusterService } from './services/clusters/ClusterService';
import { EventService } from './services/events/EventService';
import { MetricsReader } from './services/metrics/MetricsReader';
import { MetricsService } from './services/metrics/MetricsService';
import { ForecastService } from './services/nodes/ForecastService';
import { NodeService } from './services/nodes/NodeService';
import { WorkloadService } from './services/nodes/WorkloadService';
import { ResourceService } from './services/resources/ResourceService';
import { ServiceSloService } from './services/slo/ServiceSloService';
import { ClusterSloService } from './services/slo/ClusterSloService';
import { JudgeFactory } from './services/slo/JudgeFactory';
import { SloLogService } from './services/slo/SloLogService';
import { SloReader } from './services/slo/SloReader';
import { SloService } from './services/slo/SloService';
import { TargetService } from './services/targets/TargetService';
import type { NodeSignals } from './services/signals/NodeSignals';
import type { Stores } from './stores/Stores';

/** Everything that answers agents and readers, on the given stores. `clock` gives epoch ms. */
// eslint-disable-next-line max-lines-per-function -- wiring: one entry for each service
export function createServices(options: {
  stores: Stores;
  config: AtlhyperConfig;
  /** Ours, unless modules added some. */
  rules?: RuleSet;
  hearers?: AlertHearers;
  signals?: NodeSignals;
  logger: LoggerService;
  clock: () => number;
}) {
  const { stores, config, logger, clock } = options;
  const { levels } = config.retention;
  const {
    rules = {
      cluster: CLUSTER_RULES,
      node: config.nodeRules,
      titles: new Map(),
    },
    hearers = EVERYBODY,
  } = options;
  const reading = { stores, levels, clock };
  const judges = new JudgeFactory({
    stores,
    log: stores.sloLog,
    alerts: stores.alerts,
    targets: stores.targets,
    defaults: config.slo.defaults,
    guards: config.slo.guards,
  });
  const reader = new SloReader({ ...reading, judges });
  const slo = new SloService({ ...reading, judges, reader });
  const mesh = new ServiceSloService({ ...reading, judges, reader });
  const metricsReader = new MetricsReader({
    latest: stores.latest,
    alerts: stores.alerts,
    nodeRules: rules.node,
    cacheRetentionMs: config.metrics.cacheRetentionMs,
    clock,
  });
  const cluster = new ClusterReader({
    reader: metricsReader,
    latest: stores.latest,
    objects: stores.objects,
    ledger: stores.ledger,
    clusters: stores.clusters,
    alerts: stores.alerts,
    rules: rules.cluster,
    disconnectedAfterMs: config.agent.disconnectedAfterMs,
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
    alerts: new AlertService({ store: stores.alerts, titles: rules.titles }),
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
      judges,
    }),
    targets: new TargetService({
      store: stores.targets,
      defaults: config.slo.defaults,
      clock,
    }),
    monitor: new AlertMonitor({
      stores,
      slo: new SloJudge({
        ...reading,
        judges,
        listClusterIds: () => stores.clusters.listClusterIds(),
        logger,
      }),
      statuses: new StatusJudge({ ...reading, judges }),
      nodes: new NodeJudge({
        latest: stores.latest,
        readings: stores.nodeReadings,
        forecasts,
        rules: rules.node,
        cacheRetentionMs: config.metrics.cacheRetentionMs,
        logger,
      }),
      clusters: cluster,
      rules,
      hearers,
      logger,
      clock,
    }),
    sloLog: new SloLogService({ store: stores.sloLog }),
    nodes: new NodeService({
      latest: stores.latest,
      history: stores.nodeHistory,
      alerts: stores.alerts,
      clusters: stores.clusters,
      levels,
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
      cluster,
      clusters: stores.clusters,
      clock,
    }),
    workloads: new WorkloadService({
      latest: stores.latest,
      objects: stores.objects,
      alerts: stores.alerts,
      metrics: metricsReader,
      clock,
    }),
  };
}
