import { Fragment, type ReactNode } from 'react';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import type { Row } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ListColumn } from './columns';
import { ListRow, WideRow } from './ListRow';
import { useListStyles } from './useListStyles';

/** Rows from which on only those in sight are drawn. */
export const MOST_DRAWN = 100;

const ROW_HEIGHT_PX = 37;

type BodyProps<R> = {
  rows: readonly Row<R>[];
  columns: readonly ListColumn<R>[];
  below?: (row: R) => ReactNode;
  onOpen?: (row: R) => void;
};

function DrawnRow<R>(props: BodyProps<R> & { row: Row<R> }) {
  const { row, columns, below, onOpen } = props;
  const content = below?.(row.original);
  return (
    <>
      <ListRow columns={columns} row={row.original} onOpen={onOpen} />
      {row.subRows.map(part => (
        <ListRow key={part.id} columns={columns} row={part.original} isPart />
      ))}
      {content && <WideRow columns={columns.length}>{content}</WideRow>}
    </>
  );
}

/** All rows, each with its parts and what stands below it. */
export function ListBody<R>(props: BodyProps<R>) {
  return (
    <TableBody>
      {props.rows.map(row => (
        <Fragment key={row.id}>
          <DrawnRow {...props} row={row} />
        </Fragment>
      ))}
    </TableBody>
  );
}

/** Only the rows in sight of a long list; what is above and below them is left room for. */
export function VirtualBody<R>(
  props: BodyProps<R> & { scroller: HTMLDivElement | null },
) {
  const { rows, columns, scroller } = props;
  const classes = useListStyles();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: index => rows[index].id,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const filler = (height: number) =>
    height > 0 && (
      <TableRow aria-hidden style={{ height }}>
        <TableCell colSpan={columns.length} className={classes.filler} />
      </TableRow>
    );
  return (
    <TableBody>
      {filler(above)}
      {items.map(({ index, key }) => (
        <ListRow
          key={key}
          ref={virtualizer.measureElement}
          index={index}
          columns={columns}
          row={rows[index].original}
          onOpen={props.onOpen}
        />
      ))}
      {filler(below)}
    </TableBody>
  );
}
