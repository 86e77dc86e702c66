import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useSetUrlState } from './useUrlState';

/** How a reader sees a list: kept in the address, so that a link shows what its sender saw. */
export type ListState = {
  /** Id of a column, with `-` in front the greatest first; `undefined` for the order given. */
  sort?: string;
  search: string;
  /** Ids of columns that are not shown; `undefined` where the reader chose none. */
  hidden?: readonly string[];
  setSort(sort: string): void;
  setSearch(search: string): void;
  setHidden(hidden: readonly string[]): void;
};

/** What belongs to a page of a list, and means nothing once the list is another. */
const PAGE_PARAMS = ['page', 'cursor'];

/** Names of parameters of a list: `alerts.sort`; without a name it is the list of the page: `sort`. */
export function listParam(list: string, name: string): string {
  return list ? `${list}.${name}` : name;
}

/** The state of the list of that name; what is not in the address is as `defaults` say. */
export function useListState(
  list: string,
  defaults: { sort?: string } = {},
): ListState {
  const [params] = useSearchParams();
  const set = useSetUrlState();
  const read = (name: string) => params.get(listParam(list, name));
  const sort = read('sort') ?? defaults.sort;
  const search = read('search') ?? '';
  const hiddenText = read('hidden');
  return useMemo(() => {
    const change = (name: string, value: string | undefined) =>
      set({
        [listParam(list, name)]: value,
        ...Object.fromEntries(
          PAGE_PARAMS.map(one => [listParam(list, one), undefined]),
        ),
      });
    return {
      sort,
      search,
      hidden: hiddenText?.split(',').filter(Boolean),
      setSort: next =>
        change('sort', next === defaults.sort ? undefined : next),
      setSearch: next => change('search', next || undefined),
      setHidden: next => set({ [listParam(list, 'hidden')]: next.join(',') }),
    };
  }, [list, set, sort, search, hiddenText, defaults.sort]);
}
