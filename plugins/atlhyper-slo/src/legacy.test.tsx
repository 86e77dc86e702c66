import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  MockFetchApi,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__testUtils__/mockApi';
import { AtlhyperSloPage, EntityAtlhyperSloContent } from './legacy';

// The legacy test app has no base URL to make these from.
const apis = [
  [atlhyperApiRef, createMockApi()],
  [fetchApiRef, new MockFetchApi()],
  [
    discoveryApiRef,
    { getBaseUrl: async () => 'http://localhost/api/atlhyper' },
  ],
] as const;

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'atlhyper.io/domains': 'shop.example.com' },
  },
};

describe('the legacy extensions', () => {
  it('mount the page with a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <Routes>
          <Route path="/" element={<AtlhyperSloPage />} />
        </Routes>
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('heading', { name: 'SLO' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('shop.example.com')).toBeInTheDocument();
  });

  it('mount the tab below an entity', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <EntityProvider entity={entity}>
          <Routes>
            <Route path="/" element={<EntityAtlhyperSloContent />} />
          </Routes>
        </EntityProvider>
      </TestApiProvider>,
    );
    expect(
      await screen.findByText('History of shop.example.com'),
    ).toBeInTheDocument();
  });
});
