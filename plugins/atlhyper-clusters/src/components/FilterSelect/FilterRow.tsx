import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    margin: theme.spacing(1, 0, 2),
  },
}));

/** What narrows a list, above it. */
export const FilterRow = (props: { children: ReactNode }) => (
  <div className={useStyles().row}>{props.children}</div>
);
