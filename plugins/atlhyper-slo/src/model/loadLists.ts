import {
  endpoints,
  type AtlhyperApi,
  type CallInput,
  type Domain,
  type ServiceSlo,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** A file holds a list as a whole, but not without end: 10,000 rows. */
const MOST_PAGES = 10;

/** All of a row, and as many as a page may have. */
const WHOLE = { limit: 1_000, parts: 1_000 };

/** All domains of the query, each with all of its paths. */
export async function loadDomains(
  api: AtlhyperApi,
  query: CallInput<typeof endpoints.getDomains>['query'],
): Promise<Domain[]> {
  const pages = await loadPages(cursor =>
    api.call(endpoints.getDomains, { query: { ...query, ...WHOLE, cursor } }),
  );
  return pages.flatMap(page => page.domains);
}

/** All services of the query, each with all of its callers. */
export async function loadServices(
  api: AtlhyperApi,
  query: CallInput<typeof endpoints.getServices>['query'],
): Promise<ServiceSlo[]> {
  const pages = await loadPages(cursor =>
    api.call(endpoints.getServices, { query: { ...query, ...WHOLE, cursor } }),
  );
  return pages.flatMap(page => page.services);
}

async function loadPages<T extends { nextCursor?: string }>(
  load: (cursor?: string) => Promise<T>,
): Promise<T[]> {
  const pages = [await load()];
  let cursor = pages[0].nextCursor;
  for (let page = 1; cursor && page < MOST_PAGES; page++) {
    pages.push(await load(cursor));
    cursor = pages[page].nextCursor;
  }
  return pages;
}
