import OverviewIcon from '@material-ui/icons/Dashboard';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { atlhyperPageRoutes } from '@atlhyper/backstage-plugin-atlhyper-react';

const overviewPage = PageBlueprint.make({
  params: {
    path: '/atlhyper',
    routeRef: atlhyperPageRoutes.overview,
    loader: () =>
      import('./components/OverviewPage').then(m => <m.OverviewPageContent />),
  },
});

const entityOverviewContent = EntityContentBlueprint.make({
  name: 'overview',
  params: {
    path: '/health',
    title: 'Health',
    group: 'observability',
    filter: { kind: { $in: ['system', 'domain', 'group'] } },
    loader: () =>
      import('./components/EntityOverviewContent').then(m => (
        <m.EntityOverviewContent />
      )),
  },
});

/** Start page and overview tab for apps on the new frontend system. */
export const atlhyperOverviewPlugin = createFrontendPlugin({
  pluginId: 'atlhyper-overview',
  title: 'Overview',
  icon: <OverviewIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: atlhyperPageRoutes.overview },
  extensions: [overviewPage, entityOverviewContent],
});
