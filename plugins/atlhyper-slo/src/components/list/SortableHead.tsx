import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import { makeStyles } from '@material-ui/core/styles';
import type { Sort, SortColumn } from '../../model/sortRows';

const useStyles = makeStyles({
  // Between words only, in Chinese and Japanese too: the theme breaks anywhere.
  head: { '& th': { wordBreak: 'keep-all', overflowWrap: 'normal' } },
});

export type HeadColumn = {
  /** What the rows can be sorted by; absent where a column cannot be. */
  by?: SortColumn;
  label: string;
  numeric?: boolean;
};

/** Column heads of which each sorts the rows by itself, and turned round when it does already. */
export const SortableHead = (props: {
  columns: HeadColumn[];
  /** Absent where the rows cannot be sorted. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) => {
  const { sort, onSort } = props;
  const classes = useStyles();
  return (
    <TableHead className={classes.head}>
      <TableRow>
        {props.columns.map(({ by, label, numeric }) => {
          const isActive = by !== undefined && by === sort?.by;
          const direction = isActive && sort?.descending ? 'desc' : 'asc';
          return (
            <TableCell
              key={label}
              align={numeric ? 'right' : 'left'}
              sortDirection={isActive ? direction : false}
            >
              {by === undefined || !onSort ? (
                label
              ) : (
                <TableSortLabel
                  active={isActive}
                  direction={direction}
                  onClick={() =>
                    onSort({
                      by,
                      descending: isActive && !sort?.descending,
                    })
                  }
                >
                  {label}
                </TableSortLabel>
              )}
            </TableCell>
          );
        })}
      </TableRow>
    </TableHead>
  );
};
