/**
 * The AtlHyper agent: collects in one Kubernetes cluster and pushes to Backstage.
 *
 * @packageDocumentation
 */
export { main } from './main';
export {
  collectNodeSnapshot,
  createReaders,
} from './collector/collectNodeSnapshot';
export { readMetricsConfig } from './config/readAgentConfig';
export type { MetricsConfig } from './config/schema';
export {
  createMetricsManager,
  MetricsManager,
  type MetricsManagerOptions,
} from './usage/MetricsManager';
export type {
  CustomFigures,
  CustomMetricsSource,
} from './usage/custom/CustomMetricsSource';
export { NotAvailableError } from './sources/SourceStatus';
export type { UsageMinute } from './usage/UsageHistory';
