import Box from '@material-ui/core/Box';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Content, EmptyState, Header, Page } from '@backstage/core-components';
import { Route, Routes } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type NodeState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ClusterSelect,
  PolledContent,
  RecentAlerts,
  SearchField,
  UpdatedAt,
  matchesSearch,
  useEndpoint,
  usePageTitle,
  useSignalWake,
  useUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { NodePage } from '../NodePage/NodePage';
import { NodeItem } from '../NodeList/NodeItem';
import { NODE_SORTS, sortNodes, type NodeSort } from '../NodeList/sortNodes';
import { CapacityPanel } from '../Capacity/CapacityPanel';
import { SummaryCards } from './SummaryCards';

const POLL_MS = 5_000;

const useStyles = makeStyles(theme => ({
  choices: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  // On the page's grey the label would fall short of the contrast that WCAG asks for.
  input: { background: theme.palette.background.paper, minWidth: 140 },
}));

const NodeList = (props: { nodes: NodeState[] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const classes = useStyles();
  const [search, setSearch] = useUrlState<string>('search', {
    defaultValue: '',
  });
  const [sort, setSort] = useUrlState<NodeSort>('sort', {
    defaultValue: 'alerts',
    allowed: NODE_SORTS,
  });
  const shown = sortNodes(
    props.nodes.filter(({ node }) => matchesSearch(node, search)),
    sort,
  );
  return (
    <>
      <Box mb={2} className={classes.choices}>
        <SearchField
          id="atlhyper-node-search"
          label={t('node.search')}
          value={search}
          onChange={setSearch}
        />
        <TextField
          select
          size="small"
          variant="outlined"
          id="atlhyper-node-sort"
          label={t('node.sort')}
          value={sort}
          onChange={event => setSort(event.target.value as NodeSort)}
          InputProps={{ className: classes.input }}
        >
          {NODE_SORTS.map(option => (
            <MenuItem key={option} value={option}>
              {t(`node.sort_${option}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      {shown.map(node => (
        <NodeItem key={node.node} node={node} />
      ))}
      {shown.length === 0 && <Typography>{t('node.noMatch')}</Typography>}
    </>
  );
};

const ClusterNodes = (props: { cluster: string }) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const polled = useEndpoint(
    endpoints.getNodeMetrics,
    { params: { cluster } },
    { intervalMs: POLL_MS, wake: useSignalWake('nodes', cluster) },
  );
  return (
    <>
      <UpdatedAt polled={polled} />
      <PolledContent polled={polled} permission="atlhyper.node.read">
        {({ summary, nodes }) =>
          nodes.length === 0 ? (
            <EmptyState
              missing="data"
              title={t('empty.title')}
              description={t('empty.nodes')}
            />
          ) : (
            <>
              <SummaryCards summary={summary} />
              <CapacityPanel cluster={cluster} />
              <NodeList nodes={nodes} />
              <RecentAlerts query={{ cluster, kind: 'node' }} />
            </>
          )
        }
      </PolledContent>
    </>
  );
};

const NodesOverview = () => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const [chosen, setCluster] = useUrlState<string>('cluster', {
    defaultValue: '',
  });
  const clusters = useEndpoint(
    endpoints.getClusters,
    {},
    { intervalMs: 60_000 },
  );
  usePageTitle(t('page.title'));
  return (
    <PolledContent polled={clusters} permission="atlhyper.cluster.read">
      {({ clusters: known }) => {
        const cluster = chosen || known[0]?.id;
        return cluster === undefined ? (
          <EmptyState
            missing="data"
            title={t('empty.title')}
            description={t('empty.clusters')}
          />
        ) : (
          <>
            {known.length > 1 && (
              <Box mb={2}>
                <ClusterSelect
                  clusters={known}
                  value={cluster}
                  onChange={setCluster}
                />
              </Box>
            )}
            <ClusterNodes cluster={cluster} />
          </>
        );
      }}
    </PolledContent>
  );
};

/** The page below the frame that the new frontend system draws. */
export const NodesPageContent = () => (
  <Content>
    <Routes>
      <Route path="/" element={<NodesOverview />} />
      <Route path="/:cluster/:node" element={<NodePage />} />
    </Routes>
  </Content>
);

/** The page with its own frame, for apps on the legacy frontend system. */
export const NodesPage = () => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <NodesPageContent />
    </Page>
  );
};
