/**
 * The start page and the overview tab for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
import type { Entity } from '@backstage/catalog-model';
import {
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';

const pageRouteRef = createRouteRef({ id: 'atlhyper-overview' });
const entityContentRouteRef = createRouteRef({
  id: 'atlhyper-overview-entity',
});

export const atlhyperOverviewPlugin = createPlugin({
  id: 'atlhyper-overview',
  routes: { root: pageRouteRef, entityContent: entityContentRouteRef },
});

/** `<Route path="/atlhyper" element={<AtlhyperOverviewPage />} />` */
export const AtlhyperOverviewPage = atlhyperOverviewPlugin.provide(
  createRoutableExtension({
    name: 'AtlhyperOverviewPage',
    component: () =>
      import('./components/OverviewPage').then(m => m.OverviewPage),
    mountPoint: pageRouteRef,
  }),
);

/** `<EntityLayout.Route path="/health" title="Health" if={isAtlhyperOverviewAvailable}><EntityAtlhyperOverviewContent /></EntityLayout.Route>` */
export const EntityAtlhyperOverviewContent = atlhyperOverviewPlugin.provide(
  createRoutableExtension({
    name: 'EntityAtlhyperOverviewContent',
    component: () =>
      import('./components/EntityOverviewContent').then(
        m => m.EntityOverviewContent,
      ),
    mountPoint: entityContentRouteRef,
  }),
);

/** Whether the tab may have something to show: other entities are below one of this kind. */
export function isAtlhyperOverviewAvailable(entity: Entity): boolean {
  return ['system', 'domain', 'group'].includes(entity.kind.toLowerCase());
}
