import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import {
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  MockFetchApi,
  TestApiProvider,
  renderInTestApp,
} from '@backstage/test-utils';
import {
  answerWith,
  atlhyperApiRef,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { createAnswers, entities } from './__fixtures__/answers';
import {
  AtlhyperOverviewPage,
  EntityAtlhyperOverviewContent,
  isAtlhyperOverviewAvailable,
} from './legacy';

// The legacy test app has no base URL to make these from.
const apis = [
  [atlhyperApiRef, answerWith(createAnswers())],
  [fetchApiRef, new MockFetchApi()],
  [catalogApiRef, { getEntities: async () => ({ items: entities }) }],
  [
    identityApiRef,
    {
      getBackstageIdentity: async () => ({
        ...{ type: 'user' as const, userEntityRef: 'user:default/ann' },
        ownershipEntityRefs: [],
      }),
    },
  ],
  [
    discoveryApiRef,
    { getBaseUrl: async () => 'http://localhost/api/atlhyper' },
  ],
] as const;
const mountedRoutes = { '/catalog/:namespace/:kind/:name': entityRouteRef };

const system = {
  ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'System' },
  metadata: { name: 'shop' },
};

describe('the legacy extensions', () => {
  it('mount the page with a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <Routes>
          <Route path="/" element={<AtlhyperOverviewPage />} />
        </Routes>
      </TestApiProvider>,
      { mountedRoutes },
    );
    expect(
      await screen.findByRole('heading', { name: 'Overview' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('table', { name: 'Domains' }),
    ).toBeInTheDocument();
  });

  it('mount the tab below a system, and below no component', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
        <EntityProvider entity={system}>
          <Routes>
            <Route path="/" element={<EntityAtlhyperOverviewContent />} />
          </Routes>
        </EntityProvider>
      </TestApiProvider>,
      { mountedRoutes },
    );
    expect(
      await screen.findByRole('table', { name: 'Services' }),
    ).toBeInTheDocument();
    expect(isAtlhyperOverviewAvailable(system)).toBe(true);
    const component = { ...system, kind: 'Component' };
    expect(isAtlhyperOverviewAvailable(component)).toBe(false);
  });
});
