import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ClusterDriver } from './cluster/ClusterDriver';
import { KubeApi, type KubeApiOptions } from './kube/KubeApi';
import { PROXY_PORT } from './linkerd/injectedPod';
import { MeshCounters } from './linkerd/MeshCounters';
import { ProxyExposition } from './linkerd/ProxyExposition';
import { ContainerUse } from './metrics/ContainerUse';
import { MetricsApi } from './metrics/MetricsApi';
import { ServiceLoad } from './metrics/ServiceLoad';
import { NodeTree } from './nodes/NodeTree';
import { TraefikCounters } from './traefik/TraefikCounters';
import { TraefikServer } from './traefik/TraefikServer';
import { MeshTruth } from './truth/MeshTruth';
import { Truth } from './truth/Truth';
import type { World } from './truth/World';

const TRAEFIK_REPLICAS = 2;
const TICK_MS = 5_000;

export type DemoClusterOptions = {
  world: World;
  /** Takes the nodes' trees and the kubeconfig. */
  dataDir: string;
  api?: KubeApiOptions;
  /** Overrides the scenario. */
  routerSeries?: boolean;
  now?: () => number;
};

/** Where one node's generated files are. */
export type DemoNode = {
  name: string;
  procDir: string;
  sysDir: string;
  rootDir: string;
};

/** A running demo cluster. */
export type DemoCluster = {
  world: World;
  truth: Truth;
  mesh: MeshTruth;
  /** The API with its handles for tests: `apply`, `remove`, `compact`, `dropWatches`. */
  api: KubeApi;
  traefik: readonly TraefikServer[];
  kubeconfig: string;
  nodes: readonly DemoNode[];
  /** What happens every 5 s; a test may call it with a time of its own. */
  step(nowMs: number): void;
  stop(): Promise<void>;
};

/** Starts the API, Traefik's replicas and the nodes, all of them on this machine only. */
// eslint-disable-next-line max-lines-per-function -- wiring: one line for each part
export async function startDemoCluster(
  options: DemoClusterOptions,
): Promise<DemoCluster> {
  const { world, dataDir, now = Date.now } = options;
  const truth = new Truth(world);
  const startMs = now();
  const traefik = await startTraefik(options, truth, startMs, now);
  const api = new KubeApi({ ...options.api, now });
  const driver = new ClusterDriver(world, api);
  driver.populate(
    startMs,
    traefik.map(({ port }) => ({ port, startedMs: startMs })),
  );
  const mesh = new MeshTruth(truth);
  api.metrics = new MetricsApi(
    api.store,
    new ContainerUse(world, new ServiceLoad(mesh)),
    now,
  );
  api.podPort = servePorts(
    new ProxyExposition(
      world,
      mesh,
      new MeshCounters(mesh, startMs),
      driver.proxies,
    ),
    now,
  );
  const trees = world.scenario.nodes.map(
    node =>
      new NodeTree(world, node, join(dataDir, 'nodes', node.name), startMs),
  );
  trees.forEach(tree => tree.create(startMs));
  await api.start();
  const kubeconfig = writeKubeconfig(
    dataDir,
    api.url,
    options.api?.bearerToken,
  );
  const step = (nowMs: number) => {
    driver.step(nowMs);
    trees.forEach(tree => tree.refresh(nowMs));
  };
  const timer = setInterval(() => step(now()), TICK_MS);
  return {
    world,
    truth,
    mesh,
    api,
    traefik,
    kubeconfig,
    nodes: trees.map(({ node, procDir, sysDir, rootDir }) => ({
      name: node.name,
      procDir,
      sysDir,
      rootDir,
    })),
    step,
    async stop() {
      clearInterval(timer);
      await Promise.all([api.stop(), ...traefik.map(server => server.stop())]);
    },
  };
}

/** What the pods answer that have a proxy. */
function servePorts(
  exposition: ProxyExposition,
  now: () => number,
): KubeApi['podPort'] {
  return (uid, port, path) => {
    if (port !== PROXY_PORT || path !== '/metrics') return undefined;
    const text = exposition.print(uid, now());
    return text === undefined
      ? undefined
      : { contentType: 'text/plain; version=0.0.4', text };
  };
}

async function startTraefik(
  options: DemoClusterOptions,
  truth: Truth,
  startMs: number,
  now: () => number,
): Promise<TraefikServer[]> {
  const routerSeries =
    options.routerSeries ?? options.world.scenario.traefik.routerSeries;
  const counters = new TraefikCounters(truth, startMs, TRAEFIK_REPLICAS);
  const servers = Array.from(
    { length: TRAEFIK_REPLICAS },
    (_, replica) =>
      new TraefikServer({
        truth,
        counters,
        replica,
        startMs,
        routerSeries,
        now,
      }),
  );
  await Promise.all(servers.map(server => server.start()));
  return servers;
}

function writeKubeconfig(
  dataDir: string,
  server: string,
  token?: string,
): string {
  const file = join(dataDir, 'kubeconfig');
  mkdirSync(dataDir, { recursive: true });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    // There is no TLS to verify, but @kubernetes/client-node takes plain http only with this set.
    clusters: [
      { name: 'demo', cluster: { server, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'demo', user: token ? { token } : {} }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'demo' } }],
    'current-context': 'demo',
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
