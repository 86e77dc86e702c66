import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  AlertsTable,
  PolledContent,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { MOST_ALERTS, useFiringAlerts } from '../hooks/useFiringAlerts';
import { atlhyperOverviewTranslationRef } from '../translation';

/** Namespace of an entity key: `demo/shop/pod/web-1`. */
const namespaceOf = (entity: string) => entity.split('/')[1];

/** What is broken in clusters now: the worst first, then the newest. */
export const BrokenCard = (props: {
  /** Only what is in these; everything where absent. */
  namespaces?: readonly string[];
}) => {
  const { namespaces } = props;
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const polled = useFiringAlerts();
  return (
    <InfoCard
      title={t('broken.title')}
      subheader={t(namespaces ? 'broken.ofNamespaces' : 'broken.description')}
      noPadding
    >
      <PolledContent
        polled={polled}
        permission="atlhyper.node.read, atlhyper.resource.read, atlhyper.cluster.read"
      >
        {({ alerts, nextCursor }) => {
          const shown = alerts.filter(
            alert =>
              alert.kind !== 'slo' &&
              (!namespaces || namespaces.includes(namespaceOf(alert.entity))),
          );
          const worstFirst = [
            ...shown.filter(alert => alert.severity === 'critical'),
            ...shown.filter(alert => alert.severity !== 'critical'),
          ];
          return (
            <>
              {shown.length > 0 && (
                <AlertsTable
                  alerts={worstFirst}
                  title={t('broken.title')}
                  titleHidden
                />
              )}
              {nextCursor && (
                <Box p={2}>
                  {t('broken.newest', { shown: String(MOST_ALERTS) })}
                </Box>
              )}
              {shown.length === 0 && !nextCursor && (
                <Typography style={{ padding: 16 }}>
                  {t('broken.none')}
                </Typography>
              )}
            </>
          );
        }}
      </PolledContent>
    </InfoCard>
  );
};
