import type { Authorizer } from '../access/Authorizer';
import type { AlertService } from '../services/alerts/AlertService';
import type { ClusterService } from '../services/clusters/ClusterService';
import type { EventService } from '../services/events/EventService';
import type { ServiceSloService } from '../services/slo/ServiceSloService';
import type { MetricsService } from '../services/metrics/MetricsService';
import type { ForecastService } from '../services/nodes/ForecastService';
import type { NodeService } from '../services/nodes/NodeService';
import type { WorkloadService } from '../services/nodes/WorkloadService';
import type { ResourceService } from '../services/resources/ResourceService';
import type { ClusterSloService } from '../services/slo/ClusterSloService';
import type { SloLogService } from '../services/slo/SloLogService';
import type { SloService } from '../services/slo/SloService';
import type { TargetService } from '../services/targets/TargetService';
import { alertRoutes } from './alertRoutes';
import { clusterRoutes } from './clusterRoutes';
import { metricsRoutes } from './metricsRoutes';
import { nodeRoutes } from './nodeRoutes';
import { pluginRoutes } from './pluginRoutes';
import { resourceRoutes } from './resourceRoutes';
import { sloRoutes } from './sloRoutes';
import type { Route } from './route';
import { targetRoutes } from './targetRoutes';

/** What answers the endpoints. */
export type RouteOptions = {
  clusters: ClusterService;
  slo: SloService;
  mesh: ServiceSloService;
  clusterSlo: ClusterSloService;
  sloLog: SloLogService;
  targets: TargetService;
  nodes: NodeService;
  workloads: WorkloadService;
  alerts: AlertService;
  forecasts: ForecastService;
  resources: ResourceService;
  events: EventService;
  metrics: MetricsService;
  authorizer: Authorizer;
  /** Rejects where the database does not answer. */
  checkDatabase: () => Promise<void>;
};

/** Every route of people and programs; those of agents are in the gateway. */
export function createRoutes(options: RouteOptions): Route[] {
  return [
    ...pluginRoutes(options),
    ...clusterRoutes(options),
    ...alertRoutes(options),
    ...sloRoutes(options),
    ...targetRoutes(options),
    ...nodeRoutes(options),
    ...resourceRoutes(options),
    ...metricsRoutes(options),
  ];
}
