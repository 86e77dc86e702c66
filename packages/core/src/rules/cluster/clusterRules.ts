import { agentSilent } from './agentSilent';
import type { ClusterRule } from './ClusterRule';
import { containersCrashLooping } from './containersCrashLooping';
import { containersNotStarting } from './containersNotStarting';
import { containersOomKilled } from './containersOomKilled';
import { noNodes } from './noNodes';
import { nodeNotReady } from './nodeNotReady';
import { nodePressure } from './nodePressure';
import { nodeSilent } from './nodeSilent';
import { podsCloseToLimit } from './podsCloseToLimit';
import { podsEvicted } from './podsEvicted';
import { podsStuckCreating } from './podsStuckCreating';
import { podsUnschedulable } from './podsUnschedulable';
import { requestsOverAllocatable } from './requestsOverAllocatable';
import { usageSourceFailing } from './usageSourceFailing';
import { workloadsNotReady } from './workloadsNotReady';
import { workloadsPartlyReady } from './workloadsPartlyReady';

/** What can be wrong with a cluster, gravest first, in the order in which it is told. */
export const CLUSTER_RULES: readonly ClusterRule[] = [
  agentSilent,
  noNodes,
  nodeNotReady,
  nodePressure,
  workloadsNotReady,
  nodeSilent,
  workloadsPartlyReady,
  containersCrashLooping,
  containersNotStarting,
  podsStuckCreating,
  podsUnschedulable,
  podsEvicted,
  containersOomKilled,
  podsCloseToLimit,
  requestsOverAllocatable,
  usageSourceFailing,
];
