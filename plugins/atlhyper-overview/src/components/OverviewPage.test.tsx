import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { alerts, alertOf } from '../__fixtures__/answers';
import { renderOverview } from '../__testUtils__/renderOverview';
import { OverviewPageContent } from './OverviewPage';

const rowsOf = async (name: string) =>
  within(await screen.findByRole('table', { name }))
    .getAllByRole('row')
    .slice(1);

const tile = async (name: string) =>
  (await screen.findByRole('heading', { name })).closest('li')!;

const denied = async () => {
  throw Object.assign(new Error('not allowed'), { statusCode: 403 });
};

describe('the start page', () => {
  it('says of each cluster what fires, and of a silent one that nothing is known', async () => {
    renderOverview(<OverviewPageContent />);
    expect(await tile('east')).toHaveTextContent(
      'Critical1 critical alert · 2 warnings',
    );
    expect(await tile('west')).toHaveTextContent(
      'westNo alert that you may see fires',
    );
    expect(await tile('north')).toHaveTextContent(
      'UnknownThe agent is silent: nothing newer is known',
    );
    expect(screen.getByRole('link', { name: 'east' })).toHaveAttribute(
      'href',
      '/clusters?cluster=east',
    );
  });

  it('lists what misses its objective with the cause, and whose it is', async () => {
    const api = renderOverview(<OverviewPageContent />);
    const [domain] = await rowsOf('Domains');
    expect(domain).toHaveTextContent(
      /Critical.*\/cart\/\*: Availability 98.2 % < 99.5 %/,
    );
    const cells = within(domain);
    const link = (name: string) => cells.findByRole('link', { name });
    expect(await link('shop.example.com')).toHaveAttribute(
      'href',
      '/slo/domains/shop.example.com',
    );
    expect(await link('checkout')).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout',
    );
    expect(await link('team-shop')).toHaveAttribute(
      'href',
      '/catalog/default/group/team-shop',
    );
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      window: 'own',
      status: ['critical', 'warning', 'at_risk'],
    });
    const [service] = await rowsOf('Services');
    expect(service).toHaveTextContent(/^shop\/cart.*At risk/);
    expect(
      screen.getAllByText(/6 in all: 1 critical, .* 1 without data/),
    ).toHaveLength(2);
  });

  it('lists what is broken, the worst first, and alerts of SLOs not twice', async () => {
    renderOverview(<OverviewPageContent />);
    const rows = await rowsOf('Nodes, pods and workloads');
    expect(rows.map(row => row.querySelector('th')!.textContent)).toEqual([
      'n1',
      'cart-1',
      'report-1',
    ]);
    expect(screen.getByRole('link', { name: 'n1' })).toHaveAttribute(
      'href',
      '/nodes/east/n1',
    );
  });

  it('says that more fire than are shown', async () => {
    renderOverview(<OverviewPageContent />, {
      given: { getAlerts: async () => ({ alerts, nextCursor: 'more' }) },
    });
    expect(
      await screen.findByText('The newest 200; more fire.'),
    ).toBeInTheDocument();
    // Its own may be among those that were not read.
    expect((await tile('west')).textContent).toBe('west');
  });

  it('hides nothing else from who may not see services', async () => {
    renderOverview(<OverviewPageContent />, {
      given: { getServices: denied },
    });
    expect(await rowsOf('Domains')).toHaveLength(1);
    expect(await screen.findByText(/atlhyper\.mesh\.read/)).toBeInTheDocument();
  });

  it('calls no cluster quiet while alerts are not known', async () => {
    renderOverview(<OverviewPageContent />, { given: { getAlerts: denied } });
    expect((await tile('west')).textContent).toBe('west');
  });

  it('is narrowed to what the reader or a group of the reader owns', async () => {
    const api = renderOverview(<OverviewPageContent />, {
      owns: ['user:default/ann', 'group:default/team-shop'],
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Mine' }));
    const rows = await rowsOf('Nodes, pods and workloads');
    expect(rows.map(row => row.querySelector('th')!.textContent)).toEqual([
      'cart-1',
    ]);
    expect(api.getDomains.mock.lastCall![0].query).toMatchObject({
      domains: ['shop.example.com'],
    });
    expect(api.getServices.mock.lastCall![0].query).toMatchObject({
      services: ['shop/cart'],
    });
  });

  it('tells a reader who owns nothing how to claim something', async () => {
    renderOverview(<OverviewPageContent />, { address: '/?whose=mine' });
    expect(
      await screen.findByText(/No entity that you or your groups own claims/),
    ).toBeInTheDocument();
  });

  it('says that all is well where it is', async () => {
    const counts = {
      ...{ healthy_count: 0, at_risk_count: 0, warning_count: 0 },
      ...{ critical_count: 0, no_data_count: 0 },
    };
    const page = { window: 'own' as const, fromMs: 0, toMs: 1, total: 0 };
    renderOverview(<OverviewPageContent />, {
      given: {
        getDomains: async () => ({
          ...page,
          summary: { ...counts, healthy_count: 3, total_domains: 3 },
          ...{ domains: [], shared: [], unmapped: [] },
        }),
        getServices: async () => ({
          ...page,
          summary: { ...counts, total_services: 0 },
          ...{ services: [], authorities: [] },
        }),
        getAlerts: async () => ({
          alerts: [alertOf('*/_/domain/a.example', { kind: 'slo' })],
        }),
      },
    });
    expect(
      await screen.findByText(/No domain misses its objective/),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('No service of a mesh is known yet.'),
    ).toBeInTheDocument();
    expect(await screen.findByText(/as far as agents report/)).toBeVisible();
  });
});
