import { useMemo } from 'react';
import {
  functionalUpdate,
  getCoreRowModel,
  getExpandedRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  useReactTable,
  type Table,
} from '@tanstack/react-table';
import type { ListState } from '../../hooks/useListState';
import { isRowFound, toColumnDefs, type ListColumn } from './columns';

/** The rows of a list, sorted and searched as its state says; or as they come, where somebody else does it. */
export function useListTable<R>(
  list: {
    columns: readonly ListColumn<R>[];
    rows: readonly R[];
    rowId: (row: R) => string;
    sortedBy?: readonly string[];
    partsOf?: (row: R) => readonly R[];
  },
  state: ListState,
): Table<R> {
  const { columns, rows, rowId, sortedBy, partsOf } = list;
  const definitions = useMemo(
    () => toColumnDefs(columns, sortedBy),
    [columns, sortedBy],
  );
  const { sort, search } = state;
  // The same as long as nothing changed: the table reckons anew with each new value.
  const sorting = useMemo(() => {
    const id = sort?.replace(/^-/, '');
    return columns
      .filter(column => column.id === id)
      .map(column => ({ id: column.id, desc: sort!.startsWith('-') }));
  }, [columns, sort]);
  const visibility = useMemo(() => {
    const hidden =
      state.hidden ?? columns.filter(one => one.hidden).map(one => one.id);
    return Object.fromEntries(hidden.map(id => [id, false]));
  }, [columns, state.hidden]);
  return useReactTable<R>({
    data: rows as R[],
    columns: definitions,
    getRowId: (row, index, parent) =>
      parent ? `${parent.id} ${index}` : rowId(row),
    getSubRows: partsOf as ((row: R) => R[]) | undefined,
    state: {
      sorting,
      globalFilter: search,
      columnVisibility: visibility,
      expanded: true,
    },
    // There are no pages or groups to go back to: to do so with each new value is without end.
    autoResetAll: false,
    enableSortingRemoval: false,
    manualSorting: sortedBy !== undefined,
    manualFiltering: sortedBy !== undefined,
    maxLeafRowFilterDepth: 0,
    globalFilterFn: row => isRowFound(columns, row.original, search),
    getColumnCanGlobalFilter: () => true,
    onSortingChange: update => {
      const [next] = functionalUpdate(update, sorting);
      state.setSort(`${next.desc ? '-' : ''}${next.id}`);
    },
    onColumnVisibilityChange: update => {
      const next = functionalUpdate(update, visibility);
      state.setHidden(Object.keys(next).filter(id => !next[id]));
    },
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getExpandedRowModel: getExpandedRowModel(),
  });
}
