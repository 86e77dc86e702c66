import type {
  DomainsResponse,
  ServicesResponse,
  SloListQuery,
  SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/**
 * A page of what a backend has, in the order given: how it sorts, and what its search finds, is for its
 * own tests.
 */
function pageOf<R extends { status: SloStatus }>(
  rows: readonly R[],
  { status, search = '', limit = 25, cursor = '0' }: SloListQuery,
) {
  const listed = rows.filter(
    row =>
      (!status || status.includes(row.status)) &&
      JSON.stringify(row).includes(search),
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
  const { rows, ...page } = pageOf(all.domains, query);
  return { ...all, ...page, domains: rows };
}

export function pageOfServices(
  all: ServicesResponse,
  query: SloListQuery = {},
): ServicesResponse {
  const { rows, ...page } = pageOf(all.services, query);
  return { ...all, ...page, services: rows };
}
