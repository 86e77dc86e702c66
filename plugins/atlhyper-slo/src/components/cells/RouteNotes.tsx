import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DomainRoute } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperSloTranslationRef } from '../../translation';

/** Who answers a path, what sets it apart from others of the same text, and what is wrong with it. */
export const RouteNotes = (props: {
  route: DomainRoute;
  /** Whether what is counted together stands below on the same page. */
  isSharedBelow?: boolean;
}) => {
  const { route } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const notes = [
    // An arrow and names, which need no language.
    route.services.length > 0 && `→ ${route.services.join(', ')}`,
    route.path_match === 'exact' && t('table.exact'),
    route.path_match === 'regex' && t('table.regex'),
    route.condition && t('table.condition', { condition: route.condition }),
    route.shared_service &&
      t(props.isSharedBelow ? 'table.shared' : 'detail.shared', {
        service: route.shared_service,
      }),
    route.problem,
  ].filter((note): note is string => Boolean(note));
  return (
    <>
      {notes.map(note => (
        <Typography
          key={note}
          variant="caption"
          color="textSecondary"
          component="div"
        >
          {note}
        </Typography>
      ))}
    </>
  );
};
