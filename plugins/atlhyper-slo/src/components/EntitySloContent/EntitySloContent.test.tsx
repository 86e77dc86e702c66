import { screen } from '@testing-library/react';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { emptyResponse } from '../../__fixtures__/domains';
import { createMockApi } from '../../__fixtures__/mockApi';
import { EntitySloContent } from './EntitySloContent';

function renderTab(annotations: Record<string, string>, api = createMockApi()) {
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'shop', annotations },
        }}
      >
        <EntitySloContent />
      </EntityProvider>
    </TestApiProvider>,
  );
  return api;
}

describe('EntitySloContent', () => {
  it('asks for the domains of the entity and opens the worst of them', async () => {
    const api = renderTab({
      'atlhyper.io/domains': 'shop.example.com/api, idle.example.com',
    });
    expect(
      await screen.findByText('History of shop.example.com'),
    ).toBeInTheDocument();
    expect(api.getDomains.mock.calls[0][0]).toEqual({
      window: '1d',
      cluster: undefined,
      domains: ['shop.example.com/api', 'idle.example.com'],
    });
  });

  it('names the annotation whose hosts are unknown', async () => {
    renderTab(
      { 'atlhyper.io/domains': 'shpo.example.com' },
      createMockApi(emptyResponse),
    );
    expect(
      await screen.findByText(/atlhyper\.io\/domains.*shpo\.example\.com/),
    ).toBeInTheDocument();
  });

  it('says which annotation is missing', async () => {
    renderTab({});
    expect(await screen.findByText(/Missing Annotation/i)).toBeInTheDocument();
  });
});
