import type { NewKubeObject } from '../kube/KubeObject';
import type { World } from '../truth/World';
import { suffixOf, uidOf } from './identity';
import { podObject } from './podObjects';
import {
  replicaSetObject,
  workloadObject,
  type Workload,
} from './workloadObjects';

/** A Traefik process that listens on this machine. */
export type TraefikEndpoint = { port: number; startedMs: number };

/**
 * Traefik as the cluster sees it: a Deployment whose pods have the addresses of the processes. A
 * process that starts anew is a new pod.
 */
export function traefikObjects(
  world: World,
  endpoints: readonly TraefikEndpoint[],
): NewKubeObject[] {
  const { namespace } = world.scenario.traefik;
  const workload: Workload = {
    namespace,
    name: 'traefik',
    kind: 'Deployment',
    replicas: endpoints.length,
  };
  const deployment = workloadObject(world, workload);
  const replicaSet = replicaSetObject(world, workload, deployment, {
    number: 1,
    replicas: endpoints.length,
    createdMs: world.startMs,
  });
  const workers = world.scenario.nodes.filter(node => node.role === 'worker');
  const nodes = workers.length > 0 ? workers : world.scenario.nodes;
  const pods = endpoints.map(({ port, startedMs }, i) => {
    const pod = podObject({
      seed: world.seed,
      namespace,
      name: `${replicaSet.metadata.name}-${suffixOf(
        5,
        world.seed,
        i,
        startedMs,
      )}`,
      createdMs: startedMs,
      labels: replicaSet.metadata.labels,
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/path': '/metrics',
        'prometheus.io/port': String(port),
      },
      owner: replicaSet,
      nodeName: nodes[i % nodes.length].name,
      port,
      podIP: '127.0.0.1',
    });
    pod.metadata.uid = uidOf(world.seed, 'traefik', i, startedMs);
    return pod;
  });
  return [deployment, replicaSet, ...pods];
}
