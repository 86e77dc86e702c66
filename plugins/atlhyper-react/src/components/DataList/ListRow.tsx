import { forwardRef, type MouseEvent, type ReactNode, type Ref } from 'react';
import MuiLink from '@material-ui/core/Link';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { Link } from 'react-router-dom';
import { cellContent, type ListColumn } from './columns';
import { useListStyles } from './useListStyles';

function Content<R>({ column, row }: { column: ListColumn<R>; row: R }) {
  const content = cellContent(column, row);
  const to = column.to?.(row);
  return to === undefined ? (
    <>{content}</>
  ) : (
    <MuiLink component={Link} to={to}>
      {content}
    </MuiLink>
  );
}

type ListRowProps = {
  columns: readonly ListColumn<any>[];
  row: any;
  /** A part of the row above it. */
  isPart?: boolean;
  index?: number;
  onOpen?: (row: any) => void;
};

/** One row: the first cell names it. */
export const ListRow = forwardRef(
  (props: ListRowProps, ref: Ref<HTMLTableRowElement>) => {
    const { columns, row, isPart, index, onOpen } = props;
    const [name, ...others] = columns;
    const classes = useListStyles();
    const classOf = ({ numeric, wraps }: ListColumn<unknown>) => {
      if (numeric) return classes.numeric;
      return wraps ? classes.wrapped : classes.whole;
    };
    return (
      <TableRow
        ref={ref}
        data-index={index}
        role="row"
        hover={Boolean(onOpen)}
        className={onOpen && classes.opens}
        onClick={
          onOpen &&
          (({ target }: MouseEvent) => {
            // What stands in a cell may do something of its own.
            if (!(target as Element).closest('a, button')) onOpen(row);
          })
        }
      >
        <TableCell
          component="th"
          scope="row"
          role="rowheader"
          className={isPart ? classes.part : classes.name}
        >
          {onOpen ? (
            <MuiLink
              component="button"
              color="inherit"
              underline="always"
              className={classes.open}
              aria-haspopup="dialog"
              onClick={() => onOpen(row)}
            >
              {name.value?.(row)}
            </MuiLink>
          ) : (
            <Content column={name} row={row} />
          )}
          {onOpen && name.cell?.(row)}
        </TableCell>
        {others.map(column => (
          <TableCell
            key={column.id}
            role="cell"
            align={column.numeric ? 'right' : 'left'}
            data-title={column.title}
            className={classOf(column)}
          >
            <div>
              <Content column={column} row={row} />
            </div>
          </TableCell>
        ))}
      </TableRow>
    );
  },
);

/** What stands below a row, as wide as the table. */
export const WideRow = (props: { columns: number; children: ReactNode }) => {
  const classes = useListStyles();
  return (
    <TableRow role="row">
      <TableCell colSpan={props.columns} role="cell" className={classes.below}>
        <div className={classes.belowContent}>{props.children}</div>
      </TableCell>
    </TableRow>
  );
};
