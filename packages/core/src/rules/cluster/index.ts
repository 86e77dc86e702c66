export {
  unknownParts,
  type AgentInput,
  type ClusterPart,
  type ClusterState,
  type MeasuredPod,
} from './ClusterState';
export {
  clusterKey,
  nodeKeyOf,
  type Broken,
  type ClusterRule,
} from './ClusterRule';
export { CLUSTER_RULES } from './clusterRules';
export { holdCluster, judgeCluster } from './judgeCluster';
export { judgeHealth } from './judgeHealth';
