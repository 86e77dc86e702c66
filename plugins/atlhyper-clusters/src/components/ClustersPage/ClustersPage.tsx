import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Content, EmptyState, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  UpdatedAt,
  useEndpoint,
  usePageTitle,
  useSetUrlState,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { ClusterCard } from '../ClusterCard/ClusterCard';
import { RegisterClusterButton } from '../ConnectCluster/RegisterClusterButton';
import { ClusterViews } from '../ClusterViews/ClusterViews';

const POLL_MS = 15_000;

const useStyles = makeStyles(theme => ({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(420px, 100%), 1fr))',
    alignItems: 'start',
    gap: theme.spacing(2),
    margin: theme.spacing(1, 0, 3),
    padding: 0,
    listStyle: 'none',
  },
}));

/** The page below the frame that the new frontend system draws. */
export const ClustersPageContent = () => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const [given] = useUrlState<string>('cluster', { defaultValue: '' });
  const setUrlState = useSetUrlState();
  usePageTitle(...(given ? [given] : []), t('page.title'));
  const polled = useEndpoint(
    endpoints.getClusters,
    {},
    { intervalMs: POLL_MS },
  );
  return (
    <Content>
      <Box display="flex" justifyContent="space-between" alignItems="center">
        <UpdatedAt polled={polled} />
        <RegisterClusterButton
          onRegistered={cluster => {
            setUrlState({ cluster });
            polled.refresh();
          }}
        />
      </Box>
      <PolledContent polled={polled} permission="atlhyper.cluster.read">
        {({ clusters }) => {
          const chosen = given || clusters[0]?.id;
          if (chosen === undefined) {
            return (
              <EmptyState
                missing="data"
                title={t('empty.title')}
                description={t('empty.description')}
              />
            );
          }
          const shown = clusters.find(({ id }) => id === chosen);
          return (
            <>
              <ul className={classes.cards} aria-label={t('page.label')}>
                {clusters.map(cluster => (
                  <ClusterCard
                    key={cluster.id}
                    cluster={cluster}
                    chosen={cluster.id === chosen}
                    onChoose={() =>
                      // Namespaces and names of one cluster mean nothing in another.
                      setUrlState({
                        cluster: cluster.id,
                        namespace: undefined,
                        object: undefined,
                      })
                    }
                  />
                ))}
              </ul>
              <Typography variant="h6" component="h2" gutterBottom>
                {shown?.displayName ?? chosen}
              </Typography>
              {shown ? (
                <ClusterViews key={chosen} cluster={shown} />
              ) : (
                <EmptyState
                  missing="data"
                  title={t('cluster.unknown')}
                  description={t('cluster.unknownHint', { cluster: chosen })}
                />
              )}
            </>
          );
        }}
      </PolledContent>
    </Content>
  );
};

/** The page with a header of its own, for the legacy frontend system. */
export const ClustersPage = () => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <ClustersPageContent />
    </Page>
  );
};
