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
  title: { margin: theme.spacing(2, 0, 1) },
  table: {
    minWidth: 640,
    '& td, & tbody th': { verticalAlign: 'top', overflowWrap: 'anywhere' },
    '& thead th': { whiteSpace: 'nowrap' },
  },
}));

/** A part of an object's details under its title; the first column names the row. */
export const DetailTable = (props: {
  title: string;
  columns: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}) => {
  const classes = useStyles();
  return (
    <>
      <Typography variant="subtitle1" component="h3" className={classes.title}>
        {props.title}
      </Typography>
      <TableContainer tabIndex={0}>
        <Table size="small" className={classes.table} aria-label={props.title}>
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
    </>
  );
};
