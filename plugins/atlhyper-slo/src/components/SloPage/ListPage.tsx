import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { EmptyState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  OwnClaims,
  WhoseSwitch,
  atlhyperReactTranslationRef,
  RecentAlerts,
  usePageTitle,
  useWhose,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useListState } from '../../hooks/useListState';
import { atlhyperSloTranslationRef } from '../../translation';
import { IngressTab } from '../list/IngressTab';
import { LayerTabs, layerPanelProps } from '../list/LayerTabs';
import { ServicesTab } from '../list/ServicesTab';
import { DomainTools, ServiceTools } from './Tools';

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

/** The list of the tab: of everything, or of what is named. */
const Layer = (props: { domains?: string[]; services?: string[] }) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const { t: tShared } = useTranslationRef(atlhyperReactTranslationRef);
  const { tab, cluster } = useListState();
  const named = tab === 'services' ? props.services : props.domains;
  if (named?.length === 0) {
    // To ask for no name would be to ask for all.
    return (
      <>
        <WhoseSwitch />
        <EmptyState
          missing="content"
          title={tShared('whose.nothing')}
          description={tShared('whose.nothingHint')}
        />
      </>
    );
  }
  return tab === 'services' ? (
    <ServicesTab
      named={props.services}
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
      named={props.domains}
      empty={
        <EmptyState
          missing="data"
          title={t(cluster ? 'empty.clusterTitle' : 'empty.title')}
          description={t(cluster ? 'empty.cluster' : 'empty.page')}
        />
      }
    />
  );
};

/** All domains and all services, or those of the reader, one tab each. */
export const ListPage = () => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const classes = useStyles();
  const { tab, cluster } = useListState();
  const [whose] = useWhose();
  usePageTitle(t('page.title'));
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
        {tab === 'services' ? <ServiceTools /> : <DomainTools />}
      </Box>
      <div {...layerPanelProps(tab)}>
        {whose === 'mine' ? (
          <OwnClaims>
            {claims => (
              <Layer
                domains={[...new Set(claims.flatMap(one => one.domains))]}
                services={[...new Set(claims.flatMap(one => one.services))]}
              />
            )}
          </OwnClaims>
        ) : (
          <Layer />
        )}
      </div>
      <RecentAlerts query={{ kind: 'slo', cluster }} />
    </>
  );
};
