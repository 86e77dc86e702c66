import { screen } from '@testing-library/react';
import {
  TestApiProvider,
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__fixtures__/mockApi';
import { atlhyperNodesPlugin } from './plugin';

describe('the plugin for the new frontend system', () => {
  it('gives a page and an entity tab that asks for the pods of the entity', async () => {
    const api = createMockApi();
    const tab = createExtensionTester(
      atlhyperNodesPlugin.getExtension('entity-content:atlhyper-nodes/nodes'),
    );
    renderInTestApp(
      <TestApiProvider apis={[[atlhyperApiRef, api]]}>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              annotations: { 'backstage.io/kubernetes-id': 'shop' },
            },
          }}
        >
          {tab.reactElement()}
        </EntityProvider>
      </TestApiProvider>,
      {
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );
    expect(await screen.findByText('api-1')).toBeInTheDocument();
    expect(api.getWorkloadNodes.mock.calls[0][0].query).toMatchObject({
      label_selector: 'backstage.io/kubernetes-id=shop',
    });
    expect(() =>
      atlhyperNodesPlugin.getExtension('page:atlhyper-nodes'),
    ).not.toThrow();
  });
});
