import type { NewKubeObject } from '../kube/KubeObject';
import type { Scenario } from '../scenario/schema';
import type { World } from '../truth/World';
import { clusterCreatedMs } from './baseObjects';
import { metadataOf } from './metadataOf';

const TRAEFIK = 'traefik.io/v1alpha1';
const GATEWAY = 'gateway.networking.k8s.io/v1';

/** The scenario's objects that Traefik makes its routers and services of. */
export function routingObjects(world: World): NewKubeObject[] {
  const { scenario } = world;
  return [
    ...scenario.ingressRoutes.map(route => ingressRouteObject(world, route)),
    ...scenario.traefikServices.map(service =>
      traefikServiceObject(world, service),
    ),
    ...scenario.gateways.map(gateway => gatewayObject(world, gateway)),
    ...scenario.httpRoutes.map(route => httpRouteObject(world, route)),
    ...scenario.ingresses.map(ingress => ingressObject(world, ingress)),
  ];
}

function headOf(
  world: World,
  object: { namespace: string; name: string },
  type: { apiVersion: string; kind: string },
): Pick<NewKubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  const { namespace, name } = object;
  return {
    ...type,
    metadata: metadataOf({
      seed: world.seed,
      kind: type.kind,
      namespace,
      name,
      createdMs: clusterCreatedMs(world),
    }),
  };
}

function traefikServiceObject(
  world: World,
  service: Scenario['traefikServices'][number],
): NewKubeObject {
  return {
    ...headOf(world, service, { apiVersion: TRAEFIK, kind: 'TraefikService' }),
    spec: { weighted: { services: service.weighted } },
  };
}

function gatewayObject(
  world: World,
  gateway: Scenario['gateways'][number],
): NewKubeObject {
  return {
    ...headOf(world, gateway, { apiVersion: GATEWAY, kind: 'Gateway' }),
    spec: {
      gatewayClassName: 'traefik',
      listeners: gateway.listeners.map(({ name, port }) => ({
        name,
        port,
        protocol: 'HTTPS',
        tls: {
          mode: 'Terminate',
          certificateRefs: [{ kind: 'Secret', name: `${gateway.name}-tls` }],
        },
        allowedRoutes: { namespaces: { from: 'All' } },
      })),
    },
    status: {},
  };
}

function httpRouteObject(
  world: World,
  route: Scenario['httpRoutes'][number],
): NewKubeObject {
  const parentRef = { kind: 'Gateway', ...route.gateway };
  return {
    ...headOf(world, route, { apiVersion: GATEWAY, kind: 'HTTPRoute' }),
    spec: {
      parentRefs: [parentRef],
      hostnames: route.hostnames,
      rules: route.rules.map(({ path, services }) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        backendRefs: services.map(service => ({ kind: 'Service', ...service })),
      })),
    },
    status: {
      parents: [{ parentRef, controllerName: 'traefik.io/gateway-controller' }],
    },
  };
}

function ingressRouteObject(
  world: World,
  route: Scenario['ingressRoutes'][number],
): NewKubeObject {
  const { name, entryPoints, tls, rules } = route;
  return {
    ...headOf(world, route, { apiVersion: TRAEFIK, kind: 'IngressRoute' }),
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
  const { name, host, tls, paths } = ingress;
  const portOf = (port: number | string) =>
    typeof port === 'number' ? { number: port } : { name: port };
  return {
    ...headOf(world, ingress, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
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
