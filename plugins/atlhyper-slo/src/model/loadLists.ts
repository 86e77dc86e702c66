import {
  endpoints,
  type AtlhyperApi,
  type CallInput,
  type DomainsResponse,
  type ServicesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** A list is sorted and searched as a whole, but not without end: 10,000 domains. */
const MOST_PAGES = 10;

/** All of a row, and as many as a page may have. */
const WHOLE = { limit: 1_000, parts: 1_000 };

/** Whether a list was cut off. */
export type Whole<R> = R & { isCutOff: boolean };

/** All domains of the query; shared and unmapped traffic as on the first page. */
export async function loadDomains(
  api: AtlhyperApi,
  input: CallInput<typeof endpoints.getDomains>,
): Promise<Whole<DomainsResponse>> {
  const { pages, isCutOff } = await loadPages(cursor =>
    api.call(endpoints.getDomains, {
      ...input,
      query: { ...input.query, ...WHOLE, cursor },
    }),
  );
  const domains = pages.flatMap(page => page.domains);
  return { ...pages[0], domains, isCutOff };
}

/** All services of the query; authorities as on the first page. */
export async function loadServices(
  api: AtlhyperApi,
  input: CallInput<typeof endpoints.getServices>,
): Promise<Whole<ServicesResponse>> {
  const { pages, isCutOff } = await loadPages(cursor =>
    api.call(endpoints.getServices, {
      ...input,
      query: { ...input.query, ...WHOLE, cursor },
    }),
  );
  const services = pages.flatMap(page => page.services);
  return { ...pages[0], services, isCutOff };
}

async function loadPages<T extends { nextCursor?: string }>(
  load: (cursor?: string) => Promise<T>,
) {
  const pages = [await load()];
  let cursor = pages[0].nextCursor;
  for (let page = 1; cursor && page < MOST_PAGES; page++) {
    pages.push(await load(cursor));
    cursor = pages[page].nextCursor;
  }
  return { pages, isCutOff: cursor !== undefined };
}
