import { useMemo, useState, type ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import MuiTable from '@material-ui/core/Table';
import TableContainer from '@material-ui/core/TableContainer';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useListState } from '../../hooks/useListState';
import { atlhyperReactTranslationRef } from '../../translation';
import type { ListColumn } from './columns';
import { toCsv } from './csv';
import { ListBody, MOST_DRAWN, VirtualBody } from './ListBody';
import { ListHead } from './ListHead';
import { ListTools, type ListToolsOptions } from './ListTools';
import { DENSE_COLUMNS, TALL_ROWS, useListStyles } from './useListStyles';
import { useListTable } from './useListTable';

/** A list as it is described: everything else follows. */
export type DataListProps<R> = {
  /** Names its state in the address; '' for the one list of a page. */
  list: string;
  /** What a screen reader calls it. */
  label: string;
  /** The first names the row, and is always shown. */
  columns: readonly ListColumn<R>[];
  rows: readonly R[];
  rowId: (row: R) => string;
  /** As `ListState` has it; the order given where absent. */
  defaultSort?: string;
  /** Ids of columns that whoever gives the rows sorts by; the rows are then searched there, too. */
  sortedBy?: readonly string[];
  tools?: ListToolsOptions;
  /** Filters, beside the tools. */
  filters?: ReactNode;
  /** Stands where there is no row at all. */
  empty?: ReactNode;
  /** Whether filters beside the search leave out rows. */
  isNarrowed?: boolean;
  /** Said where search and filters leave nothing. */
  noMatch?: string;
  /** Rows that belong to a row, and stand below it in its order. */
  partsOf?: (row: R) => readonly R[];
  /** Stands below a row and its parts. */
  below?: (row: R) => ReactNode;
  /**
   * Opens more of a row in a dialog: by its name, the value of the first column, whose cell stands below
   * it, and by a click anywhere in the row.
   */
  onOpen?: (row: R) => void;
  /** Below the rows: ways to other pages. */
  footer?: ReactNode;
};

/** The list of this house: sorted by its heads, searched, narrowed, downloaded, and readable on a phone. */
export function DataList<R>(props: DataListProps<R>) {
  const { list, columns, rows, tools, below } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useListStyles();
  // As state: what is drawn of a long list depends on it.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const state = useListState(list, { sort: props.defaultSort });
  const table = useListTable(props, state);
  const byId = useMemo(
    () => new Map(columns.map(column => [column.id, column])),
    [columns],
  );
  const shown = table.getRowModel().rows.filter(row => row.depth === 0);
  const visible = table.getVisibleLeafColumns().map(({ id }) => byId.get(id)!);
  const drawn = shown.reduce((sum, row) => sum + 1 + row.subRows.length, 0);
  const { onOpen } = props;
  const body = { rows: shown, columns: visible, below, onOpen };
  const isNarrowed = props.isNarrowed || rows.length > 0 || state.search !== '';
  const writeCsv = () => {
    const written = columns.filter(column => column.value);
    return toCsv(
      written.map(column => column.title),
      shown.map(row => written.map(column => column.value!(row.original))),
    );
  };
  return (
    <>
      {(tools || props.filters) && (
        <ListTools
          {...{ table, byId, state, list, writeCsv }}
          tools={tools ?? {}}
        >
          {props.filters}
        </ListTools>
      )}
      {shown.length === 0 ? (
        (!isNarrowed && props.empty) || (
          <Typography variant="body2" style={{ padding: 16 }} component="div">
            {isNarrowed ? props.noMatch ?? t('list.noMatch') : t('list.empty')}{' '}
            {state.search !== '' && (
              <Button size="small" onClick={() => state.setSearch('')}>
                {t('list.clear')}
              </Button>
            )}
          </Typography>
        )
      ) : (
        // It can be scrolled with the keyboard too.
        <TableContainer
          ref={setScroller}
          tabIndex={0}
          className={`${classes.container} ${
            drawn > TALL_ROWS ? classes.tall : ''
          }`}
        >
          <MuiTable
            size="small"
            role="table"
            aria-label={props.label}
            aria-rowcount={shown.length > MOST_DRAWN ? shown.length : undefined}
            className={`${classes.table} ${
              visible.length > DENSE_COLUMNS ? classes.dense : ''
            }`}
          >
            <ListHead table={table} byId={byId} />
            {drawn > MOST_DRAWN && !below && !props.partsOf ? (
              <VirtualBody {...body} scroller={scroller} />
            ) : (
              <ListBody {...body} />
            )}
          </MuiTable>
        </TableContainer>
      )}
      {props.footer}
    </>
  );
}
