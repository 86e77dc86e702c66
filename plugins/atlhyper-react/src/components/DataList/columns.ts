import type { ReactNode } from 'react';
import type { ColumnDef, SortingFn } from '@tanstack/react-table';
import type { To } from 'react-router-dom';
import { NO_DATA } from '../../format/formatters';

/** A column of a list, described once for sorting, search, CSV and what is shown. */
export type ListColumn<R> = {
  /** Stands for it in an address. */
  id: string;
  title: string;
  /**
   * What it is sorted by, searched for and written as in CSV; `undefined` (no data) comes last whichever
   * way the rows run. Without it a column is only shown.
   */
  value?: (row: R) => string | number | undefined;
  /** What is shown; the value where absent. */
  cell?: (row: R) => ReactNode;
  /** Where the cell leads. */
  to?: (row: R) => To | undefined;
  /** Set flush right, with digits of one width. */
  numeric?: boolean;
  /** Not shown until the reader chooses it. */
  hidden?: boolean;
  /** Of sentences, which are broken into lines. */
  wraps?: boolean;
};

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** Numbers by value, texts as a reader orders them: `pod-2` before `pod-10`. */
const compareValues: SortingFn<any> = (a, b, id) => {
  const [left, right] = [a.getValue(id), b.getValue(id)];
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : COLLATOR.compare(String(left), String(right));
};

/** Columns as the table library takes them; `sorts` are those that are sorted elsewhere. */
export function toColumnDefs<R>(
  columns: readonly ListColumn<R>[],
  sorts?: readonly string[],
): ColumnDef<R>[] {
  return columns.map(({ id, value }, index) => ({
    id,
    accessorFn: value ?? (() => undefined),
    enableSorting: sorts ? sorts.includes(id) : value !== undefined,
    enableHiding: index > 0,
    sortingFn: compareValues,
    sortUndefined: 'last',
    sortDescFirst: false,
  }));
}

/** What stands in a cell. */
export function cellContent<R>(column: ListColumn<R>, row: R): ReactNode {
  return column.cell ? column.cell(row) : column.value?.(row) ?? NO_DATA;
}

/** Whether one of the values of a row holds the text. */
export function isRowFound<R>(
  columns: readonly ListColumn<R>[],
  row: R,
  search: string,
): boolean {
  const text = search.trim().toLowerCase();
  return columns.some(column =>
    String(column.value?.(row) ?? '')
      .toLowerCase()
      .includes(text),
  );
}
