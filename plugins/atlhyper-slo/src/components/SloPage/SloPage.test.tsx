import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import type { AtlhyperApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  domainsResponse,
  emptyResponse,
  manyDomains,
} from '../../__fixtures__/domains';
import { createMockApi } from '../../__fixtures__/mockApi';
import { emptyServices, servicesResponse } from '../../__fixtures__/services';
import { SloPageContent } from './SloPage';

function renderPage(given: Partial<AtlhyperApi> = {}, address = '/') {
  const api = createMockApi(given);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <SloPageContent />
    </TestApiProvider>,
    { initialRouteEntries: [address] },
  );
  return api;
}

const domainTable = () =>
  screen.findByRole('table', { name: 'Domains and paths' });
const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => row.textContent);

describe('the list of domains', () => {
  it('shows the worst domain first, with its paths, figures and why', async () => {
    renderPage();
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
    renderPage();
    const idle = (await screen.findByText('idle.example.com')).closest('tr')!;
    expect(idle).toHaveTextContent('No data');
    expect(idle).toHaveTextContent('No requests');
    expect(idle).not.toHaveTextContent(/100 %|\b0 %|\b0\/s/);
  });

  it('counts domains by status, and a click shows those alone', async () => {
    renderPage();
    const counts = await screen.findByRole('list', {
      name: 'Domains by status',
    });
    expect(
      within(counts)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['1Critical', '0Warning', '0Healthy', '1No data']);
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
    renderPage({
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

  it('sorts by a column, and turned round by the same again', async () => {
    renderPage();
    const table = await domainTable();
    const byName = within(table).getByText('Domain and path');
    await userEvent.click(byName);
    expect(rowsOf(table)[0]).toContain('idle.example.com');
    await userEvent.click(byName);
    expect(rowsOf(table)[0]).toContain('shop.example.com');
    expect(byName.closest('th')).toHaveAttribute('aria-sort', 'descending');
  });

  it('asks for another window or cluster when the reader chooses one', async () => {
    const api = renderPage();
    await userEvent.click(await screen.findByRole('button', { name: 'Month' }));
    await screen.findByText('shop.example.com');
    expect(api.getDomains.mock.lastCall![0]).toMatchObject({ window: '30d' });
    await userEvent.click(
      await screen.findByRole('button', { name: /Cluster/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: 'East 1' }));
    await screen.findByText('shop.example.com');
    expect(api.getDomains.mock.lastCall![0]).toMatchObject({
      window: '30d',
      cluster: 'east',
    });
  });

  it('shows what its address says', async () => {
    const api = renderPage(
      {},
      '/?window=7d&cluster=east&search=example&sort=-name&expanded=domains%2Fidle.example.com',
    );
    const table = await domainTable();
    expect(rowsOf(table)[0]).toContain('shop.example.com');
    expect(api.getDomains.mock.lastCall![0]).toMatchObject({
      window: '7d',
      cluster: 'east',
    });
    expect(screen.getByLabelText('Find a domain')).toHaveValue('example');
    expect(
      screen.getByRole('button', { name: 'Hide details of idle.example.com' }),
    ).toHaveAttribute('aria-expanded', 'true');
    await waitFor(() =>
      expect(api.getDomain.mock.calls[0].slice(0, 2)).toEqual([
        'idle.example.com',
        { window: '7d', cluster: 'east' },
      ]),
    );
  });

  it('opens the details of a domain', async () => {
    const api = renderPage();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Show details of shop.example.com',
      }),
    );
    expect(
      await screen.findByText('History of shop.example.com'),
    ).toBeInTheDocument();
    expect(api.getDomainHistory.mock.calls[0].slice(0, 2)).toEqual([
      'shop.example.com',
      {
        window: '1d',
        period: 'current',
        cluster: undefined,
        route: undefined,
      },
    ]);
    await userEvent.click((await screen.findAllByText('Show as table'))[0]);
    const chart = screen.getByRole('region', { name: 'Availability' });
    // The bucket without requests has no availability.
    expect(within(chart).getAllByText('–')).toHaveLength(1);
  });

  it('narrows the list by search', async () => {
    renderPage();
    await userEvent.type(await screen.findByLabelText('Find a domain'), 'idle');
    expect(screen.queryByText('shop.example.com')).not.toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Find a domain'), 'x');
    expect(screen.getByText(/No domain matches/)).toBeInTheDocument();
  });

  it('says what to do while there is no domain', async () => {
    renderPage({ getDomains: async () => emptyResponse });
    expect(await screen.findByText(/Connect a cluster/)).toBeInTheDocument();
  });

  it('shows an error and a way to try again', async () => {
    const api = renderPage({
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
    renderPage({
      getDomains: async () => {
        throw Object.assign(new Error('403'), { statusCode: 403 });
      },
    });
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(screen.getByText(/atlhyper\.slo\.read/)).toBeInTheDocument();
  });

  it('draws one page of 1,000 domains with five paths each', async () => {
    renderPage({ getDomains: async () => manyDomains(1000) });
    const table = await domainTable();
    // 25 domains, their 125 paths, and the head.
    expect(within(table).getAllByRole('row')).toHaveLength(151);
    expect(screen.getByText('1–25 of 1,000')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(screen.getByText('26–50 of 1,000')).toBeInTheDocument();
    expect(within(table).getAllByRole('row')).toHaveLength(151);
  });

  it('goes through all pages of the API before it sorts', async () => {
    const [first, second] = [
      { ...manyDomains(2), nextCursor: 'more' },
      domainsResponse,
    ];
    renderPage({
      getDomains: async query => (query.cursor === 'more' ? second : first),
    });
    expect(rowsOf(await domainTable())[0]).toContain('shop.example.com');
    expect(screen.getByText('d0001.example.com')).toBeInTheDocument();
  });
});

describe('the list of services', () => {
  const serviceTable = () =>
    screen.findByRole('table', { name: 'Services and their callers' });

  it('shows services with their callers', async () => {
    renderPage({}, '/?tab=services');
    const rows = rowsOf(await serviceTable());
    expect(rows[0]).toContain('cart');
    expect(rows[0]).toContain('shop');
    expect(rows[0]).toContain('1.2k/s');
    expect(rows[0]).toContain('99.2 %');
    expect(rows[0]).toContain('17');
    expect(rows[0]).toContain('Latency above target');
    expect(rows[1]).toContain('web');
    expect(rows[2]).toContain('batch/report');
    expect(rows[2]).toContain('Only 2 h of 1 d observed');
  });

  it('is reached by a tab, which forgets what narrowed the other', async () => {
    renderPage({}, '/?status=critical&sort=p95');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Service to service' }),
    );
    expect(rowsOf(await serviceTable())[0]).toContain('cart');
  });

  it('says how to get what the mesh does not tell', async () => {
    renderPage({}, '/?tab=services');
    expect(
      await screen.findByText(/Not available.*docs\/linkerd\.md/),
    ).toBeInTheDocument();
  });

  it('shows hosts as the mesh sees them where it names them', async () => {
    renderPage(
      {
        getServices: async () => ({
          ...servicesResponse,
          authorities: [
            {
              cluster: 'demo',
              host: 'shop.example.com',
              current: servicesResponse.services[0].summary,
              no_response: 3,
            },
          ],
        }),
      },
      '/?tab=services',
    );
    expect(
      await screen.findByRole('table', { name: 'Hosts as the mesh sees them' }),
    ).toHaveTextContent('shop.example.com');
  });

  it('says what to do while there is no service', async () => {
    renderPage({ getServices: async () => emptyServices }, '/?tab=services');
    expect(
      await screen.findByText(/Enable the Linkerd source/),
    ).toBeInTheDocument();
  });
});

describe('the export of a list', () => {
  const blobs: Blob[] = [];
  beforeEach(() => {
    blobs.length = 0;
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return 'blob:list';
    };
    URL.revokeObjectURL = () => {};
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  });

  it('holds what is shown, in the order shown', async () => {
    renderPage({}, '/?search=shop');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Download as CSV' }),
    );
    const text = await blobs[0].text();
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^domain,path,match,condition,clusters,status,/);
    expect(lines[1]).toMatch(/^shop\.example\.com,,,,demo,critical,/);
    expect(lines[3]).toMatch(
      /^shop\.example\.com,\/api,prefix,,demo,critical,/,
    );
    expect(lines[3]).toContain(',-32,');
    expect(lines).toHaveLength(5);
  });
});
