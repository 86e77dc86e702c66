/**
 * The demo cluster of AtlHyper, for its command line and for tests.
 *
 * @packageDocumentation
 */
export { main } from './main';
export { startDemoCluster } from './startDemoCluster';
export type {
  DemoCluster,
  DemoClusterOptions,
  DemoNode,
} from './startDemoCluster';
export { KubeApi } from './kube/KubeApi';
export type { KubeApiOptions } from './kube/KubeApi';
export type { KubeObject, NewKubeObject } from './kube/KubeObject';
export {
  DEFAULT_SCENARIO_FILE,
  parseScenario,
  readScenario,
} from './scenario/readScenario';
export type { Scenario } from './scenario/schema';
export { generateHistory } from './history/generateHistory';
export type { HistoryInput } from './history/generateHistory';
export { routeTableOf, seriesByRoute } from './history/seriesByRoute';
export { Truth, truthForWindow } from './truth/Truth';
export type { RequestCounts } from './truth/RequestCounts';
export type { World } from './truth/World';
