import { screen } from '@testing-library/react';
import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { renderOverview } from './__testUtils__/renderOverview';
import { atlhyperOverviewPlugin } from './plugin';

describe('the plugin for the new frontend system', () => {
  it('gives a page and a tab of systems', async () => {
    const tab = createExtensionTester(
      atlhyperOverviewPlugin.getExtension(
        'entity-content:atlhyper-overview/overview',
      ),
    );
    renderOverview(
      <EntityProvider
        entity={{
          ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'System' },
          metadata: { name: 'shop' },
        }}
      >
        {tab.reactElement()}
      </EntityProvider>,
    );
    expect(
      await screen.findByRole('table', { name: 'Services' }),
    ).toBeInTheDocument();
    expect(() =>
      atlhyperOverviewPlugin.getExtension('page:atlhyper-overview'),
    ).not.toThrow();
  });
});
