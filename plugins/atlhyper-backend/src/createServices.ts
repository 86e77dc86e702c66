import type { AtlhyperConfig } from './config/readAtlhyperConfig';
import { AgentAuthenticator } from './gateway/AgentAuthenticator';
import { AgentGateway } from './gateway/AgentGateway';
import { ClusterService } from './services/clusters/ClusterService';
import { NodeService } from './services/nodes/NodeService';
import { WorkloadService } from './services/nodes/WorkloadService';
import { SloService } from './services/slo/SloService';
import type { Stores } from './stores/openDatabase';

/** Everything that answers agents and readers, on the given stores. `clock` gives epoch ms. */
export function createServices(options: {
  stores: Stores;
  config: AtlhyperConfig;
  clock: () => number;
}) {
  const { stores, config, clock } = options;
  const { levels } = config.retention;
  return {
    authenticator: new AgentAuthenticator({ clusters: stores.clusters, clock }),
    gateway: new AgentGateway({
      ingest: stores.ingest,
      limits: config.agent,
      levels,
      clock,
    }),
    clusters: new ClusterService({
      store: stores.clusters,
      disconnectedAfterMs: config.agent.disconnectedAfterMs,
      clock,
    }),
    slo: new SloService({
      store: stores.slo,
      targets: config.sloTargets,
      levels,
      clock,
    }),
    nodes: new NodeService({
      nodes: stores.nodes,
      clusters: stores.clusters,
      clock,
    }),
    workloads: new WorkloadService({ nodes: stores.nodes, clock }),
  };
}
