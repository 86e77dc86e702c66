import NodesIcon from '@material-ui/icons/Dns';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  atlhyperNodesEntityFilter,
  atlhyperPageRoutes,
} from '@atlhyper/backstage-plugin-atlhyper-react';

const nodesPage = PageBlueprint.make({
  params: {
    path: '/nodes',
    routeRef: atlhyperPageRoutes.nodes,
    loader: () =>
      import('./components/NodesPage/NodesPage').then(m => (
        <m.NodesPageContent />
      )),
  },
});

const entityNodesContent = EntityContentBlueprint.make({
  name: 'nodes',
  params: {
    path: '/nodes',
    title: 'Nodes',
    group: 'operation',
    filter: atlhyperNodesEntityFilter,
    loader: () =>
      import('./components/EntityNodesContent/EntityNodesContent').then(m => (
        <m.EntityNodesContent />
      )),
  },
});

/** Nodes tab and page for apps on the new frontend system. */
export const atlhyperNodesPlugin = createFrontendPlugin({
  pluginId: 'atlhyper-nodes',
  title: 'Nodes',
  icon: <NodesIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: atlhyperPageRoutes.nodes },
  extensions: [nodesPage, entityNodesContent],
});
