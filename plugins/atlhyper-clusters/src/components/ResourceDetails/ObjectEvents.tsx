import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type ResourceId,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { EventTable } from '../EventList/EventTable';

const POLL_MS = 15_000;
const SHOWN = 20;

/** What happened to an object lately. */
export const ObjectEvents = (props: { cluster: string; id: ResourceId }) => {
  const { cluster, id } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const polled = useEndpoint(
    endpoints.listKubernetesEvents,
    { params: { cluster }, query: { ...id, limit: SHOWN } },
    { intervalMs: POLL_MS },
  );
  return (
    <PolledContent polled={polled} permission="atlhyper.resource.read">
      {({ events }) =>
        events.length === 0 ? (
          <Typography variant="body2">{t('details.noEvents')}</Typography>
        ) : (
          <EventTable
            label={t('details.events')}
            events={events}
            objectHidden
          />
        )
      }
    </PolledContent>
  );
};
