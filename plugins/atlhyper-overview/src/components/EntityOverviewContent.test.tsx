import { screen, waitFor } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { renderOverview } from '../__testUtils__/renderOverview';
import { EntityOverviewContent } from './EntityOverviewContent';

function renderTab(kind: string, name: string, below: [string, string][] = []) {
  return renderOverview(
    <EntityProvider
      entity={{
        ...{ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name } },
        relations: below.map(([type, targetRef]) => ({ type, targetRef })),
      }}
    >
      <EntityOverviewContent />
    </EntityProvider>,
  );
}

describe('the overview of an entity', () => {
  it.each<[string, string, [string, string][]]>([
    ['System', 'shop', []],
    ['Domain', 'commerce', [['hasPart', 'system:default/shop']]],
    ['Group', 'team-shop', []],
    ['Group', 'org', [['parentOf', 'group:default/team-shop']]],
  ])('of a %s %s is of what is below it', async (kind, name, below) => {
    const api = renderTab(kind, name, below);
    await screen.findByRole('table', { name: 'Domains' });
    await waitFor(() =>
      expect(api.getServices.mock.lastCall![0].query).toMatchObject({
        services: ['shop/cart'],
      }),
    );
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      domains: ['shop.example.com'],
    });
  });

  it('says how to claim something where nothing below it does', async () => {
    const api = renderTab('System', 'other');
    expect(
      await screen.findByText(/No entity below this one claims/),
    ).toBeInTheDocument();
    expect(api.getDomains).not.toHaveBeenCalled();
  });
});
