import type { ReactNode } from 'react';
import IconButton from '@material-ui/core/IconButton';
import MuiLink from '@material-ui/core/Link';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import CollapseIcon from '@material-ui/icons/ExpandLess';
import { Link } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useItemLink } from '../../hooks/useItemLink';
import type { SloItem } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';

/** The name of a domain or a service: a button opens its details here, a link on their own page. */
export const ItemName = (props: {
  item: SloItem;
  name: string;
  expanded: boolean;
  onToggle: () => void;
  children?: ReactNode;
}) => {
  const { item, name, expanded } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const linkTo = useItemLink();
  const to = linkTo(item);
  return (
    <>
      <IconButton
        size="small"
        onClick={props.onToggle}
        aria-expanded={expanded}
        aria-label={t(expanded ? 'table.collapse' : 'table.expand', { name })}
      >
        {expanded ? <CollapseIcon /> : <ExpandIcon />}
      </IconButton>{' '}
      {to ? (
        <MuiLink component={Link} to={to}>
          {name}
        </MuiLink>
      ) : (
        name
      )}
      {props.children}
    </>
  );
};
