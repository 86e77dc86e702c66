import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import {
  DOMAIN_SORTS,
  endpoints,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useCursorPages,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from './useListState';

const POLL_MS = 15_000;
/** A name is asked for once its reader stops typing. */
const TYPING_MS = 300;
/** Of what an entity claims every path is shown, and there are few. */
const ALL_PARTS = 1_000;

/** What of all domains or services is meant. */
export type ListScope = {
  /** What an entity claims, as its annotation has it; all where absent. */
  claimed?: string[];
  /** The same without an entity: what the reader owns. */
  named?: readonly string[];
  cluster?: string;
};

/** What an API takes of names at once. */
const MOST_NAMED = 200;

function namesOf({ claimed, named }: ListScope): string[] | undefined {
  return claimed ?? named?.slice(0, MOST_NAMED);
}

/** What the page's address narrows and orders a list by. */
function useQuestion({ claimed, cluster }: ListScope) {
  const state = useListState();
  const [search, setSearch] = useState(state.search);
  useDebounce(() => setSearch(state.search), TYPING_MS, [state.search]);
  return {
    window: state.window,
    cluster: cluster ?? (state.cluster || undefined),
    sort: state.sort,
    search: search.trim() || undefined,
    status: state.status && [state.status],
    parts: claimed && ALL_PARTS,
  };
}

type DomainSort = (typeof DOMAIN_SORTS)[number];

function isDomainSort(sort: string): sort is DomainSort | `-${DomainSort}` {
  return DOMAIN_SORTS.some(one => one === sort.replace(/^-/, ''));
}

/** The page of the list of domains that the address says; who asks for the same shares its answer. */
export function useDomainsPage(scope: ListScope = {}) {
  const { sort, ...question } = useQuestion(scope);
  const query = {
    ...question,
    sort: isDomainSort(sort) ? sort : undefined,
    domains: namesOf(scope),
  };
  const pages = useCursorPages(JSON.stringify(query));
  const polled = useEndpoint(
    endpoints.getDomains,
    { query: { ...query, cursor: pages.cursor } },
    { intervalMs: POLL_MS, keepsPrevious: true },
  );
  return { query, pages, polled };
}

/** The same of services. */
export function useServicesPage(scope: ListScope = {}) {
  const query = { ...useQuestion(scope), services: namesOf(scope) };
  const pages = useCursorPages(JSON.stringify(query));
  const polled = useEndpoint(
    endpoints.getServices,
    { query: { ...query, cursor: pages.cursor } },
    { intervalMs: POLL_MS, keepsPrevious: true },
  );
  return { query, pages, polled };
}
