import type { ReactNode } from 'react';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  // Every other row is grey, which the small print below would fade on.
  cell: {
    '&&': { padding: theme.spacing(2, 3, 3, 3) },
    background: theme.palette.background.paper,
  },
  // As wide as what is seen of a table that is wider than the page, and in place while it scrolls.
  content: {
    position: 'sticky',
    left: theme.spacing(3),
    width: `calc(100cqi - ${theme.spacing(6)}px)`,
  },
}));

/** Makes a scrolling container of a table the measure of the details in it. */
export const DETAIL_CONTAINER = { containerType: 'inline-size' } as const;

/** The details of an item below its row, in a table within a `DETAIL_CONTAINER`. */
export const DetailRow = (props: { columns: number; children: ReactNode }) => {
  const classes = useStyles();
  return (
    <TableRow>
      <TableCell colSpan={props.columns} className={classes.cell}>
        <div className={classes.content}>{props.children}</div>
      </TableCell>
    </TableRow>
  );
};
