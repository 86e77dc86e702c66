import SpeedIcon from '@material-ui/icons/Speed';
import {
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { atlhyperSloEntityFilter } from '@atlhyper/backstage-plugin-atlhyper-react';
import { rootRouteRef } from './routes';

const sloPage = PageBlueprint.make({
  params: {
    path: '/slo',
    routeRef: rootRouteRef,
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
      import('./components/EntitySloContent/EntitySloContent').then(m => (
        <m.EntitySloContent />
      )),
  },
});

/** SLO tab and page for apps on the new frontend system. */
export const atlhyperSloPlugin = createFrontendPlugin({
  pluginId: 'atlhyper-slo',
  title: 'SLO',
  icon: <SpeedIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [sloPage, entitySloContent],
});
