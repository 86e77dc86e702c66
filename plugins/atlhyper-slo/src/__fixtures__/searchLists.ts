import type {
  Domain,
  ServiceSlo,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { matchesSearch } from '@atlhyper/backstage-plugin-atlhyper-react';
import { pathLabel } from '../model/routeLabel';
import { sourceId } from '../model/sloItem';

/** Those for which `matches` holds first: a list shows only so many parts of an item. */
function matchingFirst<P>(parts: P[], matches: (part: P) => boolean): P[] {
  return [...parts.filter(matches), ...parts.filter(part => !matches(part))];
}

/** Domains of which the name or a path is found; found paths come first. */
export function searchDomains(domains: Domain[], search: string): Domain[] {
  return domains.flatMap(domain => {
    if (matchesSearch(domain.domain, search)) {
      return [domain];
    }
    const isFound = (route: Domain['routes'][number]) =>
      matchesSearch(domain.domain + pathLabel(route), search);
    return domain.routes.some(isFound)
      ? [{ ...domain, routes: matchingFirst(domain.routes, isFound) }]
      : [];
  });
}

/** Services of which the name or a caller is found; found callers come first. */
export function searchServices(
  services: ServiceSlo[],
  search: string,
): ServiceSlo[] {
  return services.flatMap(service => {
    if (matchesSearch(`${service.namespace}/${service.service}`, search)) {
      return [service];
    }
    const isFound = ({ source }: ServiceSlo['edges'][number]) =>
      [sourceId(source), `${source.namespace}/${source.workload}`].some(name =>
        matchesSearch(name, search),
      );
    return service.edges.some(isFound)
      ? [{ ...service, edges: matchingFirst(service.edges, isFound) }]
      : [];
  });
}
