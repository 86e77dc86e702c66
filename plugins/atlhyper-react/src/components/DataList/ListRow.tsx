import { forwardRef, type ReactNode, type Ref } from 'react';
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
};

/** One row: the first cell names it. */
export const ListRow = forwardRef(
  (props: ListRowProps, ref: Ref<HTMLTableRowElement>) => {
    const { columns, row, isPart, index } = props;
    const [name, ...others] = columns;
    const classes = useListStyles();
    const classOf = ({ numeric, wraps }: ListColumn<unknown>) => {
      if (numeric) return classes.numeric;
      return wraps ? classes.wrapped : classes.whole;
    };
    return (
      <TableRow ref={ref} data-index={index} role="row">
        <TableCell
          component="th"
          scope="row"
          role="rowheader"
          className={isPart ? classes.part : classes.name}
        >
          <Content column={name} row={row} />
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
