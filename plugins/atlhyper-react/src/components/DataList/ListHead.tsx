import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import type { Table } from '@tanstack/react-table';
import type { ListColumn } from './columns';

/** Heads of which each sorts the rows, and turns them round where it does already. */
export function ListHead<R>(props: {
  table: Table<R>;
  byId: ReadonlyMap<string, ListColumn<R>>;
}) {
  const { table, byId } = props;
  return (
    <TableHead>
      <TableRow>
        {table.getVisibleLeafColumns().map(column => {
          const { title, numeric } = byId.get(column.id)!;
          const sorted = column.getIsSorted();
          return (
            <TableCell
              key={column.id}
              align={numeric ? 'right' : 'left'}
              sortDirection={sorted}
            >
              {column.getCanSort() ? (
                <TableSortLabel
                  active={sorted !== false}
                  direction={sorted || 'asc'}
                  onClick={column.getToggleSortingHandler()}
                >
                  {title}
                </TableSortLabel>
              ) : (
                title
              )}
            </TableCell>
          );
        })}
      </TableRow>
    </TableHead>
  );
}
