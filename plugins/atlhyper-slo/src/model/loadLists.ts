import type {
  AtlhyperApi,
  DomainsQuery,
  DomainsResponse,
  RequestOptions,
  ServicesQuery,
  ServicesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** A list is sorted and searched as a whole, but not without end: 10,000 domains. */
const MOST_PAGES = 10;

/** Whether a list was cut off. */
export type Whole<R> = R & { isCutOff: boolean };

/** All domains of the query; shared and unmapped traffic as on the first page. */
export async function loadDomains(
  api: AtlhyperApi,
  query: DomainsQuery,
  options?: RequestOptions,
): Promise<Whole<DomainsResponse>> {
  const first = await api.getDomains(query, options);
  const domains = [...first.domains];
  let cursor = first.nextCursor;
  for (let page = 1; cursor && page < MOST_PAGES; page++) {
    const next = await api.getDomains({ ...query, cursor }, options);
    domains.push(...next.domains);
    cursor = next.nextCursor;
  }
  return { ...first, domains, isCutOff: cursor !== undefined };
}

/** All services of the query; authorities as on the first page. */
export async function loadServices(
  api: AtlhyperApi,
  query: ServicesQuery,
  options?: RequestOptions,
): Promise<Whole<ServicesResponse>> {
  const first = await api.getServices(query, options);
  const services = [...first.services];
  let cursor = first.nextCursor;
  for (let page = 1; cursor && page < MOST_PAGES; page++) {
    const next = await api.getServices({ ...query, cursor }, options);
    services.push(...next.services);
    cursor = next.nextCursor;
  }
  return { ...first, services, isCutOff: cursor !== undefined };
}
