import type { Scenario } from '../scenario/schema';
import { servicesOf } from '../scenario/servicesOf';
import type { Contribution } from '../traefik/traefikSeries';

/** One workload's calls to one service, and where their numbers come from. */
export type MeshEdge = {
  source: { namespace: string; kind: string; workload: string };
  destination: { namespace: string; service: string; port: number };
} & (
  | { calls: Scenario['mesh']['calls'][number] }
  /** Of the ingress: its share of what the routes are asked for. */
  | { contributions: Contribution[]; secured: boolean }
);

/** The workload of Traefik, as the mesh names it. */
export const INGRESS_WORKLOAD = 'traefik';

/** Whether the pods of a workload have a proxy. */
export function isInjected(
  { mesh }: Pick<Scenario, 'mesh'>,
  namespace: string,
  workload: string,
): boolean {
  return mesh.injected.includes(`${namespace}/${workload}`);
}

/**
 * All edges that a proxy sees: those of the scenario's calls, and those of Traefik to the services
 * behind its routes.
 */
export function meshEdges(scenario: Scenario): MeshEdge[] {
  const calls = scenario.mesh.calls.map(call => {
    const [namespace, workload] = call.from.split('/');
    const [toNamespace, service] = call.to.split('/');
    const { kind } = scenario.services.find(
      s => s.namespace === namespace && s.name === workload,
    )!;
    return {
      source: { namespace, kind: kind.toLowerCase(), workload },
      destination: destinationOf(scenario, toNamespace, service),
      calls: call,
    };
  });
  return [...ingressEdges(scenario), ...calls];
}

function ingressEdges(scenario: Scenario): MeshEdge[] {
  const { namespace: own } = scenario.traefik;
  if (!isInjected(scenario, own, INGRESS_WORKLOAD)) return [];
  const found = new Map<string, Extract<MeshEdge, { secured: boolean }>>();
  for (const { namespace, services, routes } of ingressRules(scenario)) {
    const weights = services.map(service => service.weight ?? 1);
    services.forEach(({ name }, index) => {
      const key = `${namespace}/${name}`;
      const edge = found.get(key) ?? {
        source: {
          namespace: own,
          kind: 'deployment',
          workload: INGRESS_WORKLOAD,
        },
        destination: destinationOf(scenario, namespace, name),
        contributions: [],
        secured: isInjected(scenario, namespace, name),
      };
      edge.contributions.push(
        ...routes.map(routeId => ({ routeId, weights, index })),
      );
      found.set(key, edge);
    });
  }
  return [...found.values()];
}

type Rule = {
  namespace: string;
  services: readonly { name: string; weight?: number }[];
  routes: readonly string[];
};

/** What Traefik sends where, whichever kind of object says it. */
function ingressRules(scenario: Scenario): Rule[] {
  return [
    ...scenario.ingressRoutes.flatMap(({ namespace, rules }) =>
      rules.map(({ services, routes }) => ({
        namespace,
        services: servicesOf(scenario, namespace, services),
        routes,
      })),
    ),
    ...scenario.httpRoutes.flatMap(({ namespace, rules }) =>
      rules.map(rule => ({ namespace, ...rule })),
    ),
    ...scenario.ingresses.flatMap(({ namespace, paths }) =>
      paths.map(({ service, route }) => ({
        namespace,
        services: [service],
        routes: [route],
      })),
    ),
  ];
}

function destinationOf(
  scenario: Scenario,
  namespace: string,
  service: string,
): MeshEdge['destination'] {
  const { port } = scenario.services.find(
    s => s.namespace === namespace && s.name === service,
  )!;
  return { namespace, service, port };
}
