import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  domainsResponse,
  emptyResponse,
  sharedDomain,
  shop,
} from '../../__fixtures__/domains';
import { createMockApi } from '../../__testUtils__/mockApi';
import {
  cartService,
  emptyServices,
  servicesResponse,
} from '../../__fixtures__/services';
import { EntitySloCard } from './EntitySloCard';
import { EntitySloContent } from './EntitySloContent';

function renderOnEntity(
  element: JSX.Element,
  annotations: Record<string, string>,
  given: Answers = {},
) {
  const api = createMockApi(given);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'shop', annotations },
        }}
      >
        {element}
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef as any,
      },
    },
  );
  return api;
}

describe('EntitySloContent', () => {
  const renderTab = renderOnEntity.bind(null, <EntitySloContent />);

  it('asks for the domains of the entity and opens the worst of them', async () => {
    const api = renderTab({
      'atlhyper.io/domains': 'shop.example.com, idle.example.com',
    });
    expect(
      await screen.findByText('History of shop.example.com'),
    ).toBeInTheDocument();
    expect(api.getDomains.mock.calls[0][0].query).toMatchObject({
      window: 'own',
      cluster: undefined,
      domains: ['shop.example.com', 'idle.example.com'],
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Hide details of shop.example.com' }),
    );
    expect(
      screen.queryByText('History of shop.example.com'),
    ).not.toBeInTheDocument();
  });

  it('shows no figures of paths that the entity does not claim', async () => {
    const api = renderTab(
      { 'atlhyper.io/domains': 'shop.example.com/api' },
      {
        getDomains: async () => ({
          ...domainsResponse,
          domains: [{ ...shop, routes: [shop.routes[1]] }],
        }),
      },
    );
    await screen.findByText('History of shop.example.com /api/*');
    expect(api.getDomainHistory.mock.calls[0][0].query).toMatchObject({
      path: '/api',
      path_match: 'prefix',
      condition: undefined,
    });
    expect(screen.queryByText('All paths')).not.toBeInTheDocument();
  });

  it('has a tab for services where the entity claims both', async () => {
    const api = renderTab({
      'atlhyper.io/domains': 'shop.example.com',
      'atlhyper.io/services': 'shop/cart',
    });
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Service to service' }),
    );
    expect(await screen.findByText('History of shop/cart')).toBeInTheDocument();
    expect(api.getServices.mock.calls[0][0].query).toMatchObject({
      services: ['shop/cart'],
    });
  });

  it('shows services alone where the entity claims no domain', async () => {
    renderTab({ 'atlhyper.io/services': 'shop/cart' });
    expect(await screen.findByText('History of shop/cart')).toBeInTheDocument();
    expect(screen.queryByRole('tab', { name: 'Ingress' })).toBeNull();
  });

  it('names the annotation whose hosts or services are unknown', async () => {
    renderTab(
      { 'atlhyper.io/domains': 'shpo.example.com' },
      { getDomains: async () => emptyResponse },
    );
    expect(
      await screen.findByText(/atlhyper\.io\/domains.*shpo\.example\.com/),
    ).toBeInTheDocument();
  });

  it('says that services need the mesh', async () => {
    renderTab(
      { 'atlhyper.io/services': 'shop/crat' },
      { getServices: async () => emptyServices },
    );
    expect(
      await screen.findByText(/shop\/crat.*docs\/linkerd\.md/),
    ).toBeInTheDocument();
  });

  it('says which annotation is missing', async () => {
    renderTab({});
    expect(await screen.findByText(/Missing Annotation/i)).toBeInTheDocument();
  });
});

describe('EntitySloCard', () => {
  const renderCard = renderOnEntity.bind(null, <EntitySloCard />);
  const both = {
    'atlhyper.io/domains': 'shop.example.com',
    'atlhyper.io/services': 'shop/cart',
  };

  it('shows the budget of the path whose fault the status is', async () => {
    const [, api] = shop.routes;
    renderCard(
      { 'atlhyper.io/domains': 'shop.example.com' },
      {
        getDomains: async () => ({
          ...domainsResponse,
          domains: [
            {
              ...shop,
              causes: [{ reason: 'availability_missed', part: '/api/*' }],
              routes: [api],
            },
          ],
        }),
      },
    );
    // The whole domain has 90.1 % of another budget left.
    expect(
      await screen.findByText('Error budget left · /api/*'),
    ).toBeInTheDocument();
    expect(screen.getByText('-32 %')).toBeInTheDocument();
  });

  it('shows the worst first, why, its budget, and the way to the tab', async () => {
    renderCard(both);
    await screen.findByText('shop/cart');
    await screen.findByText('shop.example.com');
    const [first, , service] = await screen.findAllByRole('listitem');
    expect(first).toHaveTextContent('shop.example.com');
    expect(first).toHaveTextContent('Burning fast: 16.2x over 1 h');
    expect(first).toHaveTextContent('Error budget left90.1 %');
    expect(service).toHaveTextContent('shop/cart');
    expect(
      screen.getByRole('link', { name: 'Details and history' }),
    ).toHaveAttribute('href', '/catalog/default/component/shop/slo');
  });

  it('judges by the objective that was set, names its window and the part that is meant', async () => {
    renderCard(both, {
      getDomains: async () => ({
        ...domainsResponse,
        domains: [
          {
            ...shop,
            window: '30d',
            routes_in_all: 5,
            alerts: [],
            reasons: ['availability_missed'],
            causes: [
              {
                reason: 'availability_missed',
                part: '/api/*',
                measured: { value: 92.58, objective: 97, unit: 'percent' },
              },
            ],
            target: {
              ...shop.target,
              availability: 99.5,
              origin: {
                level: 'path',
                source: 'catalog',
                entity_ref: 'component:default/shop',
              },
            },
          },
        ],
      }),
    });
    const [first] = await screen.findAllByRole('listitem');
    expect(first).toHaveTextContent('shop.example.com, 2 of 5 paths');
    expect(first).toHaveTextContent('/api/*: Availability 92.58 % < 97 %');
    expect(first).toHaveTextContent(
      'Availability ≥ 99.5 % · 30dDefined by component:default/shop',
    );
  });

  it('says what is counted together, and what is not judged yet', async () => {
    renderCard(both, {
      getDomains: async () => ({ ...domainsResponse, domains: [sharedDomain] }),
      getServices: async () => ({
        ...servicesResponse,
        services: [
          { ...cartService, status: 'no_data', reasons: ['few_requests'] },
        ],
      }),
    });
    await screen.findByText('shop/cart');
    await screen.findByText('blog.example.com');
    const [blog, cart] = await screen.findAllByRole('listitem');
    expect(blog).toHaveTextContent(
      'No dataCounted together with other routesError budget left–',
    );
    expect(cart).toHaveTextContent('Not judged yet');
  });

  it('says what to do without figures', async () => {
    renderCard(both, {
      getDomains: async () => emptyResponse,
      getServices: async () => emptyServices,
    });
    expect(
      await screen.findByText(/No figures yet for atlhyper.io\/domains/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/No figures yet for atlhyper.io\/services/),
    ).toBeInTheDocument();
  });

  it('shows one layer where the other is denied or slow', async () => {
    renderCard(both, { getDomains: () => new Promise(() => {}) });
    expect(await screen.findByText('shop/cart')).toBeInTheDocument();
  });

  it('says why it has none, of the layer that has none', async () => {
    renderCard(both, {
      getDomains: async () => {
        throw new Error('the database is gone');
      },
    });
    expect(
      (await screen.findAllByText(/the database is gone/))[0],
    ).toBeInTheDocument();
    expect(await screen.findByText('shop/cart')).toBeInTheDocument();
  });
});
