import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { createApiRef, identityApiRef } from '@backstage/frontend-plugin-api';
import {
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { SloPageContent } from '../components/SloPage/SloPage';
import { createMockApi } from './mockApi';

/**
 * The page of the plugin at an address below it, on the API of the fixtures; `given` replaces
 * answers. Without `mayUpdate` the reader may set no target.
 */
export function renderSloPage(
  given: Answers = {},
  address = '/',
  options: {
    mayUpdate?: boolean;
    /** What the catalog holds, and refs that the reader owns by. */
    catalog?: { items: Entity[]; owns: string[] };
  } = {},
) {
  const api = createMockApi(given);
  const authorize = async () => ({
    result: options.mayUpdate ?? true ? 'ALLOW' : 'DENY',
  });
  const { items = [], owns = [] } = options.catalog ?? {};
  const getBackstageIdentity = async () => ({ ownershipEntityRefs: owns });
  renderInTestApp(
    <TestApiProvider
      apis={[
        [atlhyperApiRef, api],
        [createApiRef({ id: 'plugin.permission.api' }), { authorize }],
        [catalogApiRef, { getEntities: async () => ({ items }) }],
        [identityApiRef, { getBackstageIdentity } as never],
      ]}
    >
      <SloPageContent />
    </TestApiProvider>,
    {
      initialRouteEntries: [address],
      mountedRoutes: {
        // The catalog's ref is of the other frontend system, which an app resolves alike.
        '/catalog/:namespace/:kind/:name': entityRouteRef as never,
      },
    },
  );
  return api;
}
