import type { Scenario } from './schema';

type RouteServices =
  Scenario['ingressRoutes'][number]['rules'][number]['services'];
type WeightedService = Scenario['traefikServices'][number]['weighted'][number];

/**
 * The Services behind those of a route, with the weights that decide in the end.
 *
 * @throws Error if there is no such TraefikService
 */
export function servicesOf(
  scenario: Pick<Scenario, 'traefikServices'>,
  namespace: string,
  services: RouteServices,
): WeightedService[] {
  return services.flatMap(service => {
    if (!('kind' in service)) return [service];
    const found = scenario.traefikServices.find(
      s => s.namespace === namespace && s.name === service.name,
    );
    if (!found)
      throw new Error(`traefikServices: "${service.name}" is missing`);
    return found.weighted;
  });
}
