import { useSearchParams } from 'react-router-dom';
import type { SloStatus } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useSetUrlState,
  useSloView,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  WORST_FIRST,
  formatSort,
  parseSort,
  type Sort,
} from '../model/sortRows';

export const LIST_TABS = ['ingress', 'services'] as const;
export type ListTab = (typeof LIST_TABS)[number];

/** Closes every item, also where one is open unless the reader closed it. */
const NOTHING_EXPANDED = '-';

/** Everything that the lists are narrowed and ordered by, kept in the page's address. */
export function useListState() {
  const [params] = useSearchParams();
  const set = useSetUrlState();
  const [window] = useSloView();
  const expanded = params.get('expanded');
  const statusText = params.get('status');
  const sort = parseSort(params.get('sort') ?? '');
  return {
    window,
    tab: LIST_TABS.find(tab => tab === params.get('tab')) ?? 'ingress',
    cluster: params.get('cluster') ?? '',
    search: params.get('search') ?? '',
    status: WORST_FIRST.find(status => status === statusText),
    sort,
    page: Math.max(0, Number.parseInt(params.get('page') ?? '1', 10) - 1 || 0),
    /** Key of the open item, '-' where the reader closed all, `undefined` where none was named. */
    expanded: expanded ?? undefined,

    // What changes the rows begins again at the first page.
    setTab: (tab: ListTab) =>
      set({
        tab: tab === 'ingress' ? undefined : tab,
        sort: undefined,
        status: undefined,
        expanded: undefined,
        page: undefined,
      }),
    setWindow: (next: string) =>
      set({
        window: next === 'own' ? undefined : next,
        page: undefined,
      }),
    setCluster: (cluster: string) =>
      set({ cluster: cluster || undefined, page: undefined }),
    setSearch: (search: string) =>
      set({ search: search || undefined, page: undefined }),
    setStatus: (status?: SloStatus) => set({ status, page: undefined }),
    setSort: (next: Sort) => set({ sort: formatSort(next), page: undefined }),
    setPage: (page: number) =>
      set({ page: page > 0 ? String(page + 1) : undefined }),
    toggle: (key: string, isOpen: boolean) =>
      set({ expanded: isOpen ? NOTHING_EXPANDED : key }),
  };
}
