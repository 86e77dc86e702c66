import type { ReactNode } from 'react';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  title: { marginTop: theme.spacing(1) },
  // On a narrow screen the table scrolls; its words stay whole.
  whole: { '& th, & td': { whiteSpace: 'nowrap' } },
  wrapped: {
    minWidth: 640,
    '& td, & tbody th': {
      verticalAlign: 'top',
      // The theme would break words anywhere, even where there is room.
      wordBreak: 'normal',
      overflowWrap: 'break-word',
    },
    '& thead th': { whiteSpace: 'nowrap' },
    // Images are one long word, which must not widen the table.
    '& small': { wordBreak: 'break-all' },
  },
}));

/** A table under a title; the first column names the row. */
export const DataTable = (props: {
  title: string;
  /** Where the title stands above already. */
  titleHidden?: boolean;
  /** Which heading the title is on its page. */
  heading?: 'h3' | 'h4';
  /** Breaks long cells into lines, where they hold sentences. */
  wraps?: boolean;
  columns: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}) => {
  const { title, heading = 'h4' } = props;
  const classes = useStyles();
  return (
    <div>
      {!props.titleHidden && (
        <Typography
          variant={heading === 'h3' ? 'subtitle1' : 'subtitle2'}
          component={heading}
          className={classes.title}
        >
          {title}
        </Typography>
      )}
      {/* It can be scrolled with the keyboard too. */}
      <TableContainer tabIndex={0}>
        <Table
          size="small"
          aria-label={title}
          className={props.wraps ? classes.wrapped : classes.whole}
        >
          <TableHead>
            <TableRow>
              {props.columns.map(column => (
                <TableCell key={column}>{column}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {props.rows.map(({ id, cells: [name, ...cells] }) => (
              <TableRow key={id}>
                <TableCell component="th" scope="row" role="rowheader">
                  {name}
                </TableCell>
                {cells.map((cell, index) => (
                  <TableCell key={props.columns[index + 1]}>{cell}</TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </div>
  );
};
