import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  MockFetchApi,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__fixtures__/mockApi';
import { AtlhyperNodesPage, EntityAtlhyperNodesContent } from './legacy';

// The legacy test app has no base URL to make these from.
const apis = [
  [atlhyperApiRef, createMockApi()],
  [fetchApiRef, new MockFetchApi()],
  [
    discoveryApiRef,
    { getBaseUrl: async () => 'http://localhost/api/atlhyper' },
  ],
] as const;

describe('the legacy extensions', () => {
  it('mount the page with a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <Routes>
          <Route path="/" element={<AtlhyperNodesPage />} />
        </Routes>
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('heading', { name: 'Nodes' }),
    ).toBeInTheDocument();
    expect(await screen.findByTestId('node-node-1')).toBeInTheDocument();
  });

  it('mount the tab below an entity, with the nodes and pods of its services', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              annotations: {
                'atlhyper.io/services': 'shop/web',
                'backstage.io/kubernetes-id': 'shop',
              },
            },
          }}
        >
          <Routes>
            <Route path="/" element={<EntityAtlhyperNodesContent />} />
          </Routes>
        </EntityProvider>
      </TestApiProvider>,
      {
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );
    expect(
      await screen.findByRole('row', {
        name: /^api-1 ?shop.*Running ?ready 3 200m/,
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('1 pod runs on no node yet.')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'shop in the Kubernetes tab' }),
    ).toHaveAttribute('href', '/catalog/default/component/shop/kubernetes');
  });
});
