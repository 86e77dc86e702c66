import MuiLink from '@material-ui/core/Link';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { useItemLink } from '../../hooks/useItemLink';
import type { SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';

/** Paths or callers that are drawn below an item; all of them are on its page. */
export const MOST_PARTS = 8;

const useStyles = makeStyles({ label: { fontFamily: 'monospace' } });

/** The name of a path or a caller, below that of its item. */
export const PartName = (props: {
  item: SloItem;
  part: string;
  label: string;
  children?: ReactNode;
}) => {
  const classes = useStyles();
  const to = useItemLink()(props.item, props.part);
  return (
    <>
      {to ? (
        <MuiLink component={Link} to={to} className={classes.label}>
          {props.label}
        </MuiLink>
      ) : (
        <span className={classes.label}>{props.label}</span>
      )}
      {props.children}
    </>
  );
};

/** Says how many parts are left out; nothing where none is. */
export const MoreParts = (props: { item: SloItem; count: number }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const to = useItemLink()(props.item);
  const more = props.count - MOST_PARTS;
  if (more <= 0) {
    return null;
  }
  const text = t('table.more', { count: more });
  return to ? (
    <MuiLink component={Link} to={to}>
      {text}
    </MuiLink>
  ) : (
    <>{text}</>
  );
};
