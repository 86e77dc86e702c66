import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  RecentAlerts,
  useAtlhyperApi,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from '../../hooks/useListState';
import { atlhyperSloTranslationRef } from '../../translation';
import { IngressTab } from '../list/IngressTab';
import { LayerTabs, layerPanelProps } from '../list/LayerTabs';
import { ServicesTab } from '../list/ServicesTab';
import { OpenSloButtons } from '../openslo/OpenSloButtons';

// The frame of the new frontend system draws the title as no heading of the page.
const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    margin: -1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
});

/** Domains and services that a permission to import is looked for at. */
const MOST_RESOURCES = 20;

/** Import and export, for who may set the target of at least one of the first things listed. */
const Tools = () => {
  const api = useAtlhyperApi();
  const { window, tab } = useListState();
  const polled = usePolling(
    async signal => {
      const query = { window, limit: MOST_RESOURCES };
      if (tab === 'services') {
        const { services } = await api.call(endpoints.getServices, {
          query,
          signal,
        });
        return services.map(service => ({
          kind: 'service' as const,
          cluster: service.cluster,
          namespace: service.namespace,
          service: service.service,
        }));
      }
      const { domains } = await api.call(endpoints.getDomains, {
        query,
        signal,
      });
      return domains.flatMap(domain =>
        domain.clusters.map(cluster => ({
          kind: 'domain' as const,
          cluster,
          domain: domain.domain,
        })),
      );
    },
    { key: `tools ${tab}`, intervalMs: 600_000 },
  );
  return <OpenSloButtons resources={polled.value ?? []} />;
};

/** All domains and all services, one tab each. */
export const ListPage = () => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const classes = useStyles();
  const { tab, cluster } = useListState();
  return (
    <>
      <Typography variant="h4" component="h2" className={classes.hidden}>
        {`${t('page.title')}: ${t(
          tab === 'services' ? 'services.label' : 'table.label',
        )}`}
      </Typography>
      <Box display="flex" flexWrap="wrap" alignItems="center" mb={2}>
        <LayerTabs />
        <Box flexGrow={1} />
        <Tools />
      </Box>
      <div {...layerPanelProps(tab)}>
        {tab === 'services' ? (
          <ServicesTab
            empty={
              <EmptyState
                missing="data"
                title={t('services.emptyTitle')}
                description={t('services.empty')}
              />
            }
          />
        ) : (
          <IngressTab
            empty={
              <EmptyState
                missing="data"
                title={t(cluster ? 'empty.clusterTitle' : 'empty.title')}
                description={t(cluster ? 'empty.cluster' : 'empty.page')}
              />
            }
          />
        )}
      </div>
      <RecentAlerts query={{ kind: 'slo', cluster }} />
    </>
  );
};
