import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  domainsResponse,
  emptyResponse,
  manyDomains,
  sharedDomain,
  unusedDomain,
} from '../../__fixtures__/domains';
import { pageOfDomains } from '../../__fixtures__/pageOf';
import { renderSloPage } from '../../__testUtils__/renderSloPage';

const domainTable = () =>
  screen.findByRole('table', { name: 'Domains and paths' });
const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => row.textContent);

describe('whose something is', () => {
  const entity = (name: string, domains: string, owner: string) => ({
    ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'Component' },
    metadata: { name, annotations: { 'atlhyper.io/domains': domains } },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  });
  const items = [
    entity('shop', 'shop.example.com', 'group:default/team-shop'),
    entity('idle', 'idle.example.com', 'group:default/team-idle'),
  ];

  it('stands below each domain, as the catalog has it', async () => {
    renderSloPage({}, '/', { catalog: { items, owns: [] } });
    const table = await domainTable();
    const link = await within(table).findByRole('link', { name: 'team-shop' });
    expect(link).toHaveAttribute('href', '/catalog/default/group/team-shop');
    expect(rowsOf(table)[0]).toContain('Owner: team-shop');
  });

  it('narrows the list to what the reader owns', async () => {
    const owns = ['group:default/team-shop'];
    const api = renderSloPage({}, '/', { catalog: { items, owns } });
    await userEvent.click(await screen.findByRole('button', { name: 'Mine' }));
    await waitFor(() =>
      expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
        domains: ['shop.example.com'],
      }),
    );
  });

  it('shows nothing, not everything, where the reader owns none of the kind', async () => {
    const owns = ['group:default/team-shop'];
    renderSloPage({}, '/?whose=mine&tab=services', {
      catalog: { items, owns },
    });
    expect(await screen.findByText('Nothing is claimed')).toBeInTheDocument();
    expect(screen.queryByText('cart')).not.toBeInTheDocument();
  });

  it('says what to do where the reader owns nothing', async () => {
    renderSloPage({}, '/?whose=mine', { catalog: { items, owns: [] } });
    expect(await screen.findByText('Nothing is claimed')).toBeInTheDocument();
  });
});

describe('the list of domains', () => {
  it('shows the worst domain first, with its paths, figures and why', async () => {
    renderSloPage();
    const rows = rowsOf(await domainTable());
    expect(rows[0]).toContain('shop.example.com');
    expect(rows[0]).toContain('Critical');
    expect(rows[0]).toContain('Burning fast: 16.2x over 1 h');
    expect(rows[0]).toContain('99.5 %');
    expect(rows[0]).toContain('~287.4 ms');
    expect(rows[0]).toContain('12,659 requests');
    expect(rows[0]).toContain('Availability ≥ 95 %');
    expect(rows[0]).toContain('P95 ≤ 300 ms');
    expect(rows[0]).toContain('Default');
    expect(rows[1]).toContain('/*');
    expect(rows[2]).toContain('/api/*');
    expect(rows[2]).toContain('Availability below target');
    expect(rows[2]).toContain('> 5 s');
    expect(rows[2]).toContain('-32 %');
    expect(rows[2]).toContain('overspent');
    expect(rows[3]).toContain('idle.example.com');
  });

  it('shows neither 0 nor 100 % where there were no requests', async () => {
    renderSloPage();
    const idle = (await screen.findByText('idle.example.com')).closest('tr')!;
    expect(idle).toHaveTextContent('No data');
    expect(idle).toHaveTextContent('No requests');
    expect(idle).not.toHaveTextContent(/100 %|\b0 %|\b0\/s/);
  });

  it('shows no figure, not even 0, of what is counted together', async () => {
    renderSloPage({
      getDomains: async () => ({ ...domainsResponse, domains: [sharedDomain] }),
    });
    const rows = rowsOf(await domainTable());
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toContain('No dataCounted together with other routes––––');
      expect(row).not.toMatch(/requests\b.*\b0|\b0 requests|0\/s/);
    }
    expect(rows[1]).toContain('see "pages-80@kubernetes" below');
  });

  it('tells what is not judged yet from what has no data', async () => {
    renderSloPage({
      getDomains: async () => ({
        ...domainsResponse,
        domains: [
          {
            ...unusedDomain,
            reasons: ['few_requests'],
            causes: [{ reason: 'few_requests' }],
          },
        ],
      }),
    });
    expect(rowsOf(await domainTable())[0]).toContain(
      'Not judged yetToo few requests to judge',
    );
    expect(screen.getByRole('button', { name: /No data/ })).toBeInTheDocument();
  });

  it('has a heading', async () => {
    renderSloPage();
    expect(
      await screen.findByRole('heading', { name: 'SLO: Domains and paths' }),
    ).toBeInTheDocument();
  });

  it('asks for what is searched, and shows it in the order given', async () => {
    const api = renderSloPage({}, '/?search=%2Fapi');
    const rows = rowsOf(await domainTable());
    expect(rows).toHaveLength(3);
    expect(rows[2]).toContain('/api/*');
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      search: '/api',
    });
  });

  it('counts domains by status, and a click shows those alone', async () => {
    renderSloPage();
    const counts = await screen.findByRole('list', {
      name: 'Domains by status',
    });
    expect(
      within(counts)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['1Critical', '0Warning', '0At risk', '0Healthy', '1No data']);
    await userEvent.click(
      within(counts).getByRole('button', { name: /No data/ }),
    );
    expect(screen.queryByText('shop.example.com')).not.toBeInTheDocument();
    expect(screen.getByText('idle.example.com')).toBeInTheDocument();
    await userEvent.click(
      within(counts).getByRole('button', { name: /No data/ }),
    );
    expect(screen.getByText('shop.example.com')).toBeInTheDocument();
  });

  it('keeps unmapped traffic and what is counted together visible', async () => {
    renderSloPage({
      getDomains: async () => ({
        ...domainsResponse,
        shared: [
          {
            cluster: 'demo',
            service: 'shop-web@kubernetes',
            shared_by: [
              {
                domain: 'a.example.com',
                path_prefix: '/',
                path_match: 'prefix',
              },
              {
                domain: 'b.example.com',
                path_prefix: '/x',
                path_match: 'exact',
              },
            ],
            current: domainsResponse.unmapped[0].current,
          },
        ],
      }),
    });
    expect(
      await screen.findByText('ops-metrics-9090@kubernetes'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Shared by a\.example\.com\/\*, b\.example\.com\/x/),
    ).toBeInTheDocument();
  });

  it('says that traffic of no route is of a day where each row has its own window', async () => {
    const said = /no route names.* The figures are of the last day\.$/;
    renderSloPage({
      getDomains: async () => ({ ...domainsResponse, window: 'own' }),
    });
    expect(await screen.findByText(said)).toBeInTheDocument();
  });

  it('says that Traefik may be newer than what is known', async () => {
    renderSloPage({
      getDomains: async () => ({
        ...domainsResponse,
        unmapped: [
          { ...domainsResponse.unmapped[0], reason: 'newer_than_known' },
        ],
      }),
    });
    expect(
      await screen.findByText(/demo · .*Traefik may be newer/),
    ).toBeInTheDocument();
  });

  it('sorts by a column, and turned round by the same again', async () => {
    const api = renderSloPage();
    const table = await domainTable();
    const sort = () => api.getDomains.mock.lastCall![0].query.sort;
    const byName = within(table).getByText('Domain and path');
    await userEvent.click(byName);
    await waitFor(() => expect(sort()).toBe('name'));
    await userEvent.click(byName);
    await waitFor(() => expect(sort()).toBe('-name'));
    expect(byName.closest('th')).toHaveAttribute('aria-sort', 'descending');
  });

  it('asks for another window or cluster when the reader chooses one', async () => {
    const api = renderSloPage();
    await userEvent.click(await screen.findByRole('button', { name: 'Month' }));
    await screen.findByText('shop.example.com');
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      window: '30d',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Cluster/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: 'East 1' }));
    await screen.findByText('shop.example.com');
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      window: '30d',
      cluster: 'east',
    });
  });

  it('shows what its address says', async () => {
    const api = renderSloPage(
      {},
      '/?window=7d&cluster=east&search=example&sort=-name&expanded=domains%2Fidle.example.com',
    );
    const table = await domainTable();
    expect(rowsOf(table)[0]).toContain('shop.example.com');
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      window: '7d',
      cluster: 'east',
      sort: '-name',
      search: 'example',
    });
    expect(screen.getByLabelText('Find a domain or path')).toHaveValue(
      'example',
    );
    expect(
      screen.getByRole('button', { name: 'Hide details of idle.example.com' }),
    ).toHaveAttribute('aria-expanded', 'true');
    await waitFor(() =>
      expect(api.getDomain.mock.calls[0][0]).toMatchObject({
        params: { domain: 'idle.example.com' },
        query: { window: '7d', cluster: 'east' },
      }),
    );
  });

  it('opens the details of a domain', async () => {
    const api = renderSloPage();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Show details of shop.example.com',
      }),
    );
    expect(
      await screen.findByText('History of shop.example.com'),
    ).toBeInTheDocument();
    expect(api.getDomainHistory.mock.calls[0][0]).toMatchObject({
      params: { domain: 'shop.example.com' },
      query: { window: '1d', period: 'current', cluster: undefined },
    });
    await userEvent.click((await screen.findAllByText('Show as table'))[0]);
    const chart = screen.getByRole('region', { name: 'Availability' });
    // The bucket without requests has no availability.
    expect(within(chart).getAllByText('–')).toHaveLength(1);
  });

  it('narrows the list by search', async () => {
    renderSloPage();
    await userEvent.type(
      await screen.findByLabelText('Find a domain or path'),
      'idle',
    );
    await waitFor(() =>
      expect(screen.queryByText('shop.example.com')).not.toBeInTheDocument(),
    );
    await userEvent.type(screen.getByLabelText('Find a domain or path'), 'x');
    expect(await screen.findByText(/No domain matches/)).toBeInTheDocument();
  });

  it('says of a chosen cluster only that it has no domain', async () => {
    renderSloPage(
      {
        getDomains: async () => ({
          ...emptyResponse,
          unmapped: domainsResponse.unmapped,
        }),
      },
      '/?cluster=east',
    );
    expect(
      await screen.findByText('No domains in this cluster yet'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/register it/)).not.toBeInTheDocument();
    expect(screen.getByText('ops-metrics-9090@kubernetes')).toBeInTheDocument();
  });

  it('says what to do while there is no domain', async () => {
    renderSloPage({ getDomains: async () => emptyResponse });
    expect(await screen.findByText(/Connect a cluster/)).toBeInTheDocument();
  });

  it('shows an error and a way to try again', async () => {
    const api = renderSloPage({
      getDomains: async () => {
        throw new Error('no connection to the database');
      },
    });
    expect(
      (await screen.findAllByText(/no connection to the database/))[0],
    ).toBeInTheDocument();
    const asked = api.getDomains.mock.calls.length;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.getDomains.mock.calls.length).toBeGreaterThan(asked);
  });

  it('names the permission that a reader lacks', async () => {
    renderSloPage({
      getDomains: async () => {
        throw Object.assign(new Error('403'), { statusCode: 403 });
      },
    });
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(screen.getByText(/atlhyper\.slo\.read/)).toBeInTheDocument();
  });

  it('draws one page of 1,000 domains with five paths each', async () => {
    const api = renderSloPage({
      getDomains: async ({ query }) => pageOfDomains(manyDomains(1000), query),
    });
    const table = await domainTable();
    // 25 domains, their 125 paths, and the head.
    expect(table.querySelectorAll('tr')).toHaveLength(151);
    expect(screen.getByText('1–25 of 1,000')).toBeInTheDocument();
    await userEvent.click(screen.getByTitle('Next page'));
    expect(await screen.findByText('26–50 of 1,000')).toBeInTheDocument();
    expect(api.getDomains.mock.lastCall![0].query.cursor).toBe('25');
    // Two pages of tooltips and links take seconds to draw without a browser.
  }, 30_000);
});
