import { loadDemoState } from '../demoState';
import { readScenario } from '../scenario/readScenario';
import { startDemoCluster } from '../startDemoCluster';

export type ClusterCommandOptions = {
  data: string;
  apiPort: string;
  seed?: string;
  scenario?: string;
  apiToken?: string;
  routerSeries?: boolean;
};

/** Runs the demo cluster until a signal ends it; says on one line of JSON when it is ready. */
export async function runClusterCommand(
  options: ClusterCommandOptions,
): Promise<void> {
  const scenario = readScenario(options.scenario);
  const state = loadDemoState(options.data, {
    seed: options.seed === undefined ? undefined : Number(options.seed),
    nowMs: Date.now(),
  });
  const cluster = await startDemoCluster({
    world: { scenario, ...state },
    dataDir: options.data,
    routerSeries: options.routerSeries,
    api: { port: Number(options.apiPort), bearerToken: options.apiToken },
  });
  const ready = {
    event: 'ready',
    apiUrl: cluster.api.url,
    kubeconfig: cluster.kubeconfig,
    traefikPorts: cluster.traefik.map(server => server.port),
    nodes: cluster.nodes,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise<void>(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await cluster.stop();
}
