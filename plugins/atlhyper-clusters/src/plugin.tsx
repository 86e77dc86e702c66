import ClustersIcon from '@material-ui/icons/Storage';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { atlhyperPageRoutes } from '@atlhyper/backstage-plugin-atlhyper-react';

const clustersPage = PageBlueprint.make({
  params: {
    path: '/clusters',
    routeRef: atlhyperPageRoutes.clusters,
    loader: () =>
      import('./components/ClustersPage/ClustersPage').then(m => (
        <m.ClustersPageContent />
      )),
  },
});

/** Clusters page for apps on the new frontend system. */
export const atlhyperClustersPlugin = createFrontendPlugin({
  pluginId: 'atlhyper-clusters',
  title: 'Clusters',
  icon: <ClustersIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: atlhyperPageRoutes.clusters },
  extensions: [clustersPage],
});
