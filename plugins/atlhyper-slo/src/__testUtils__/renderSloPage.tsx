import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { createApiRef } from '@backstage/frontend-plugin-api';
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
  options: { mayUpdate?: boolean } = {},
) {
  const api = createMockApi(given);
  const authorize = async () => ({
    result: options.mayUpdate ?? true ? 'ALLOW' : 'DENY',
  });
  renderInTestApp(
    <TestApiProvider
      apis={[
        [atlhyperApiRef, api],
        [createApiRef({ id: 'plugin.permission.api' }), { authorize }],
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
