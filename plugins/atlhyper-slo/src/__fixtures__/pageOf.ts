import type {
  DomainsResponse,
  ServiceSlo,
  ServicesResponse,
  SloListQuery,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { searchDomains, searchServices } from './searchLists';
import { sortRows, type SortableRow } from './sortRows';

/** The page that a backend gives of what it has, as it was asked for. */
function pageOf<R extends SortableRow>(
  rows: readonly R[],
  query: SloListQuery,
) {
  const { sort = 'status', status, limit = 25, cursor = '0' } = query;
  const listed = sortRows(
    rows.filter(row => !status || status.includes(row.status)),
    { by: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
  );
  const from = Number(cursor);
  const to = from + limit;
  return {
    total: listed.length,
    rows: listed.slice(from, to),
    nextCursor: to < listed.length ? String(to) : undefined,
  };
}

export function pageOfDomains(
  all: DomainsResponse,
  query: SloListQuery = {},
): DomainsResponse {
  const found = searchDomains(all.domains, query.search ?? '');
  const { rows, ...page } = pageOf(
    found.map(domain => ({
      ...domain,
      name: domain.domain,
      figures: domain.summary,
    })),
    query,
  );
  return { ...all, ...page, domains: rows };
}

export function pageOfServices(
  all: ServicesResponse,
  query: SloListQuery = {},
): ServicesResponse {
  const found = searchServices(all.services, query.search ?? '');
  const { rows, ...page } = pageOf(
    found.map((service: ServiceSlo) => ({
      ...service,
      name: service.service,
      figures: service.summary,
    })),
    query,
  );
  return { ...all, ...page, services: rows };
}
