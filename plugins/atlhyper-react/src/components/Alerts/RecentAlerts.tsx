import {
  endpoints,
  type CallInput,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEndpoint } from '../../hooks/useEndpoint';
import { atlhyperReactTranslationRef } from '../../translation';
import { PolledContent } from '../PolledContent/PolledContent';
import { AlertsTable } from './AlertsTable';

const POLL_MS = 15_000;
const SHOWN = 15;

/** The alerts that fired last and that the reader may see. */
export const RecentAlerts = (props: {
  query: NonNullable<CallInput<typeof endpoints.getAlerts>['query']>;
  titleHidden?: boolean;
}) => {
  const { query, titleHidden } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const polled = useEndpoint(
    endpoints.getAlerts,
    { query: { ...query, limit: SHOWN } },
    { intervalMs: POLL_MS },
  );
  return (
    <PolledContent
      polled={polled}
      permission="atlhyper.slo.read, atlhyper.node.read, atlhyper.resource.read"
    >
      {({ alerts }) => (
        <AlertsTable
          alerts={alerts}
          title={t('alerts.title')}
          titleHidden={titleHidden}
        />
      )}
    </PolledContent>
  );
};
