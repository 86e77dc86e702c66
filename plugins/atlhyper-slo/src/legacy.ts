/**
 * The SLO tab, card and page for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
import {
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';

const pageRouteRef = createRouteRef({ id: 'atlhyper-slo' });
const entityContentRouteRef = createRouteRef({ id: 'atlhyper-slo-entity' });

export const atlhyperSloPlugin = createPlugin({
  id: 'atlhyper-slo',
  routes: { root: pageRouteRef, entityContent: entityContentRouteRef },
});

/** `<Route path="/slo" element={<AtlhyperSloPage />} />` */
export const AtlhyperSloPage = atlhyperSloPlugin.provide(
  createRoutableExtension({
    name: 'AtlhyperSloPage',
    component: () =>
      import('./components/SloPage/SloPage').then(m => m.SloPage),
    mountPoint: pageRouteRef,
  }),
);

/** `<EntityLayout.Route path="/slo" title="SLO" if={isAtlhyperSloAvailable}><EntityAtlhyperSloContent /></EntityLayout.Route>` */
export const EntityAtlhyperSloContent = atlhyperSloPlugin.provide(
  createRoutableExtension({
    name: 'EntityAtlhyperSloContent',
    component: () =>
      import('./components/entity/EntitySloContent').then(
        m => m.EntitySloContent,
      ),
    mountPoint: entityContentRouteRef,
  }),
);

/** `<EntitySwitch><EntitySwitch.Case if={isAtlhyperSloAvailable}><EntityAtlhyperSloCard /></EntitySwitch.Case></EntitySwitch>` */
export const EntityAtlhyperSloCard = atlhyperSloPlugin.provide(
  createComponentExtension({
    name: 'EntityAtlhyperSloCard',
    component: {
      lazy: () =>
        import('./components/entity/EntitySloCard').then(m => m.EntitySloCard),
    },
  }),
);

export { isAtlhyperSloAvailable } from '@atlhyper/backstage-plugin-atlhyper-react';
