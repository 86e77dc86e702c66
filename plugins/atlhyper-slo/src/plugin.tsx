import SpeedIcon from '@material-ui/icons/Speed';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  atlhyperSloEntityFilter,
  atlhyperPageRoutes,
} from '@atlhyper/backstage-plugin-atlhyper-react';

const sloPage = PageBlueprint.make({
  params: {
    path: '/slo',
    routeRef: atlhyperPageRoutes.slo,
    loader: () =>
      import('./components/SloPage/SloPage').then(m => <m.SloPageContent />),
  },
});

const entitySloContent = EntityContentBlueprint.make({
  name: 'slo',
  params: {
    path: '/slo',
    title: 'SLO',
    group: 'observability',
    filter: atlhyperSloEntityFilter,
    loader: () =>
      import('./components/entity/EntitySloContent').then(m => (
        <m.EntitySloContent />
      )),
  },
});

const entitySloCard = EntityCardBlueprint.make({
  name: 'slo',
  params: {
    type: 'content',
    filter: atlhyperSloEntityFilter,
    loader: () =>
      import('./components/entity/EntitySloCard').then(m => (
        <m.EntitySloCard />
      )),
  },
});

/** SLO tab, card and page for apps on the new frontend system. */
export const atlhyperSloPlugin = createFrontendPlugin({
  pluginId: 'atlhyper-slo',
  title: 'SLO',
  icon: <SpeedIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: atlhyperPageRoutes.slo },
  extensions: [sloPage, entitySloContent, entitySloCard],
});
