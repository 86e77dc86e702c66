import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

// On a narrow screen the table scrolls; its words stay whole.
const useStyles = makeStyles({
  table: { '& th, & td': { whiteSpace: 'nowrap' } },
});

/** A table under a title; the first column names the row. */
export const BlockTable = (props: {
  title: string;
  /** Where the title stands above already. */
  titleHidden?: boolean;
  columns: string[];
  rows: { id: string; cells: string[] }[];
}) => {
  const classes = useStyles();
  return (
    <div>
      {!props.titleHidden && (
        <Typography variant="subtitle2" component="h4">
          {props.title}
        </Typography>
      )}
      <TableContainer tabIndex={0}>
        <Table size="small" aria-label={props.title} className={classes.table}>
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
