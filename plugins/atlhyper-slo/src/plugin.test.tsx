import { screen } from '@testing-library/react';
import {
  TestApiProvider,
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__testUtils__/mockApi';
import { atlhyperSloPlugin } from './plugin';

describe('the plugin for the new frontend system', () => {
  it('gives a page and an entity tab', async () => {
    const tab = createExtensionTester(
      atlhyperSloPlugin.getExtension('entity-content:atlhyper-slo/slo'),
    );
    renderInTestApp(
      <TestApiProvider apis={[[atlhyperApiRef, createMockApi()]]}>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              annotations: { 'atlhyper.io/domains': 'shop.example.com' },
            },
          }}
        >
          {tab.reactElement()}
        </EntityProvider>
      </TestApiProvider>,
    );
    expect(await screen.findByText('shop.example.com')).toBeInTheDocument();
    expect(() =>
      atlhyperSloPlugin.getExtension('page:atlhyper-slo'),
    ).not.toThrow();
  });
});
