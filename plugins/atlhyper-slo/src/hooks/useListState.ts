import { useSearchParams } from 'react-router-dom';
import {
  SERVICE_SORTS,
  type SloListQuery,
  type SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useSetUrlState,
  useSloView,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { WORST_FIRST } from '../model/worstFirst';

export const LIST_TABS = ['ingress', 'services'] as const;
export type ListTab = (typeof LIST_TABS)[number];

/** What means nothing once the list is another. */
const FIRST_PAGE = { page: undefined, cursor: undefined };

/** A column, with `-` in front the other way round; the worst first where the address names none. */
function readSort(text: string | null): NonNullable<SloListQuery['sort']> {
  const by = SERVICE_SORTS.find(one => one === text?.replace(/^-/, ''));
  return by ? (text as `-${typeof by}`) : 'status';
}

/** Closes every item, also where one is open unless the reader closed it. */
const NOTHING_EXPANDED = '-';

/** Everything that the lists are narrowed and ordered by, kept in the page's address. */
export function useListState() {
  const [params] = useSearchParams();
  const set = useSetUrlState();
  const [window] = useSloView();
  const expanded = params.get('expanded');
  const statusText = params.get('status');
  return {
    window,
    tab: LIST_TABS.find(tab => tab === params.get('tab')) ?? 'ingress',
    cluster: params.get('cluster') ?? '',
    search: params.get('search') ?? '',
    status: WORST_FIRST.find(status => status === statusText),
    sort: readSort(params.get('sort')),
    /** Key of the open item, '-' where the reader closed all, `undefined` where none was named. */
    expanded: expanded ?? undefined,

    // What changes the rows begins again at the first page.
    setTab: (tab: ListTab) =>
      set({
        tab: tab === 'ingress' ? undefined : tab,
        sort: undefined,
        status: undefined,
        expanded: undefined,
        hidden: undefined,
        ...FIRST_PAGE,
      }),
    setWindow: (next: string) =>
      set({
        window: next === 'own' ? undefined : next,
        ...FIRST_PAGE,
      }),
    setCluster: (cluster: string) =>
      set({ cluster: cluster || undefined, ...FIRST_PAGE }),
    setStatus: (status?: SloStatus) => set({ status, ...FIRST_PAGE }),
    toggle: (key: string, isOpen: boolean) =>
      set({ expanded: isOpen ? NOTHING_EXPANDED : key }),
  };
}
