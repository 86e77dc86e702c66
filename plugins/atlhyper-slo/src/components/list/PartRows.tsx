import MuiLink from '@material-ui/core/Link';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { useItemLink } from '../../hooks/useItemLink';
import type { SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';

/** Paths or callers that are drawn below an item; all of them are on its page. */
export const MOST_PARTS = 8;

const useStyles = makeStyles(theme => ({
  part: {
    // Stronger than what a narrow table sets for all its cells.
    '&&': { paddingLeft: theme.spacing(4.5) },
    minWidth: 160,
    overflowWrap: 'anywhere',
  },
  label: { fontFamily: 'monospace' },
}));

/** The name of a path or a caller, below that of its item. */
export const PartNameCell = (props: {
  item: SloItem;
  part: string;
  label: string;
  children?: ReactNode;
}) => {
  const classes = useStyles();
  const to = useItemLink()(props.item, props.part);
  return (
    <TableCell
      component="th"
      scope="row"
      role="rowheader"
      className={classes.part}
    >
      {to ? (
        <MuiLink component={Link} to={to} className={classes.label}>
          {props.label}
        </MuiLink>
      ) : (
        <span className={classes.label}>{props.label}</span>
      )}
      {props.children}
    </TableCell>
  );
};

/** Says how many parts are left out; nothing where none is. */
export const MorePartsRow = (props: {
  item: SloItem;
  count: number;
  columns: number;
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const to = useItemLink()(props.item);
  const more = props.count - MOST_PARTS;
  if (more <= 0) {
    return null;
  }
  const text = t('table.more', { count: more });
  return (
    <TableRow>
      <TableCell colSpan={props.columns} className={classes.part}>
        {to ? (
          <MuiLink component={Link} to={to}>
            {text}
          </MuiLink>
        ) : (
          text
        )}
      </TableCell>
    </TableRow>
  );
};
