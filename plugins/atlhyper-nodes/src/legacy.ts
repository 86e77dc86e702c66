/**
 * The Nodes tab and page for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
import {
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';

const pageRouteRef = createRouteRef({ id: 'atlhyper-nodes' });
const entityContentRouteRef = createRouteRef({ id: 'atlhyper-nodes-entity' });

export const atlhyperNodesPlugin = createPlugin({
  id: 'atlhyper-nodes',
  routes: { root: pageRouteRef, entityContent: entityContentRouteRef },
});

/** `<Route path="/nodes" element={<AtlhyperNodesPage />} />` */
export const AtlhyperNodesPage = atlhyperNodesPlugin.provide(
  createRoutableExtension({
    name: 'AtlhyperNodesPage',
    component: () =>
      import('./components/NodesPage/NodesPage').then(m => m.NodesPage),
    mountPoint: pageRouteRef,
  }),
);

/** `<EntityLayout.Route path="/nodes" title="Nodes" if={isAtlhyperNodesAvailable}><EntityAtlhyperNodesContent /></EntityLayout.Route>` */
export const EntityAtlhyperNodesContent = atlhyperNodesPlugin.provide(
  createRoutableExtension({
    name: 'EntityAtlhyperNodesContent',
    component: () =>
      import('./components/EntityNodesContent/EntityNodesContent').then(
        m => m.EntityNodesContent,
      ),
    mountPoint: entityContentRouteRef,
  }),
);

export { isAtlhyperNodesAvailable } from '@atlhyper/backstage-plugin-atlhyper-react';
