import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import MuiLink from '@material-ui/core/Link';
import { useEntityLink } from '../../hooks/useEntityLink';

/** Leads to the page that shows an entity; plain text where none does. */
export const EntityLink = (props: {
  /** Its entity key. */
  entity: string;
  children: ReactNode;
}) => {
  const to = useEntityLink()(props.entity);
  return to ? (
    <MuiLink component={Link} to={to}>
      {props.children}
    </MuiLink>
  ) : (
    <>{props.children}</>
  );
};
