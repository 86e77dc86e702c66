/**
 * The Clusters page for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
import {
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';

const pageRouteRef = createRouteRef({ id: 'atlhyper-clusters' });

export const atlhyperClustersPlugin = createPlugin({
  id: 'atlhyper-clusters',
  routes: { root: pageRouteRef },
});

/** `<Route path="/clusters" element={<AtlhyperClustersPage />} />` */
export const AtlhyperClustersPage = atlhyperClustersPlugin.provide(
  createRoutableExtension({
    name: 'AtlhyperClustersPage',
    component: () =>
      import('./components/ClustersPage/ClustersPage').then(
        m => m.ClustersPage,
      ),
    mountPoint: pageRouteRef,
  }),
);
