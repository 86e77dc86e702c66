import type { NewKubeObject } from '../kube/KubeObject';
import type { Scenario } from '../scenario/schema';
import type { World } from '../truth/World';
import { clusterCreatedMs } from './baseObjects';
import { metadataOf } from './metadataOf';

/** The IngressRoutes and Ingresses of the scenario. */
export function routingObjects(world: World): NewKubeObject[] {
  return [
    ...world.scenario.ingressRoutes.map(route =>
      ingressRouteObject(world, route),
    ),
    ...world.scenario.ingresses.map(ingress => ingressObject(world, ingress)),
  ];
}

function ingressRouteObject(
  world: World,
  route: Scenario['ingressRoutes'][number],
): NewKubeObject {
  const { namespace, name, entryPoints, tls, rules } = route;
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'IngressRoute',
      namespace,
      name,
      createdMs: clusterCreatedMs(world),
    }),
    spec: {
      entryPoints,
      routes: rules.map(({ match, services }) => ({
        kind: 'Rule',
        match,
        services,
      })),
      ...(tls && { tls: { secretName: `${name}-tls` } }),
    },
  };
}

function ingressObject(
  world: World,
  ingress: Scenario['ingresses'][number],
): NewKubeObject {
  const { namespace, name, host, tls, paths } = ingress;
  const portOf = (port: number | string) =>
    typeof port === 'number' ? { number: port } : { name: port };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'Ingress',
      namespace,
      name,
      createdMs: clusterCreatedMs(world),
    }),
    spec: {
      ingressClassName: 'traefik',
      rules: [
        {
          host,
          http: {
            paths: paths.map(({ path, pathType, service }) => ({
              path,
              pathType,
              backend: {
                service: { name: service.name, port: portOf(service.port) },
              },
            })),
          },
        },
      ],
      ...(tls && { tls: [{ hosts: [host], secretName: `${name}-tls` }] }),
    },
    status: { loadBalancer: {} },
  };
}
