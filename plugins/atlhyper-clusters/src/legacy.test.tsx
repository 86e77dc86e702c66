import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  MockFetchApi,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__fixtures__/mockApi';
import { AtlhyperClustersPage } from './legacy';

// The legacy test app has no base URL to make these from.
const apis = [
  [atlhyperApiRef, createMockApi()],
  [fetchApiRef, new MockFetchApi()],
  [
    discoveryApiRef,
    { getBaseUrl: async () => 'http://localhost/api/atlhyper' },
  ],
] as const;

describe('the legacy extension', () => {
  it('mounts the page with a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <Routes>
          <Route path="/" element={<AtlhyperClustersPage />} />
        </Routes>
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('heading', { name: 'Clusters' }),
    ).toBeInTheDocument();
    expect(await screen.findByTestId('cluster-east-1')).toBeInTheDocument();
  });
});
