import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  emptyResponse,
  sharedDetail,
  shopDetail,
} from '../../__fixtures__/domains';
import { idle, judged } from '../../__fixtures__/figures';
import { historyResponse, latencyResponse } from '../../__fixtures__/history';
import { renderSloPage } from '../../__testUtils__/renderSloPage';

const SHOP = '/domains/shop.example.com';
const BLOG = '/domains/blog.example.com';
const answer = () => screen.findByRole('region', { name: 'Status and target' });
const figures = async () =>
  within(await screen.findByRole('list', { name: 'Figures of the window' }))
    .getAllByRole('listitem')
    .map(item => item.textContent);

describe('the page of a domain', () => {
  it('answers first: status, since when, why, and what fires', async () => {
    renderSloPage({}, SHOP);
    const region = await answer();
    expect(
      screen.getByRole('heading', { level: 2, name: /shop\.example\.com/ }),
    ).toBeInTheDocument();
    expect(region).toHaveTextContent('Critical');
    expect(region).toHaveTextContent(/Since Oct 10, 2025/);
    expect(region).toHaveTextContent('Availability below target');
    expect(within(region).getByRole('alert')).toHaveTextContent(
      /shop\.example\.com\/api\/\*: Burning fast, rule 14\.4x: 16\.2x over 1 h \(97 of 120 requests bad\) and 18x over 5 min/,
    );
  });

  it('names the paths that have the status of the domain, and shows one alone', async () => {
    renderSloPage({}, SHOP);
    const region = await answer();
    expect(region).toHaveTextContent(
      '/api/*: Burning fast: 16.2x over 1 h, Availability below target',
    );
    await userEvent.click(
      within(region).getByRole('button', { name: '/api/*' }),
    );
    expect((await figures())[0]).toContain('93.4 %');
  });

  it('shows five figures beside those of the period before', async () => {
    renderSloPage({}, SHOP);
    expect(await figures()).toEqual([
      'Availability99.5 %Period before: 99.9 %',
      'Error rate0.5 %Period before: 0.5 %',
      'P95 latency~287.4 msP50 ~61.2 ms · P99 300 msPeriod before: ~287.4 ms',
      'Requests per second0.147/sPeriod before: 0.147/s',
      'Requests12,659Period before: 11,020',
    ]);
  });

  it('shows no figure of a domain without requests', async () => {
    renderSloPage(
      {
        getDomain: async () => ({
          ...shopDetail,
          status: 'no_data',
          reasons: ['no_requests'],
          alerts: [],
          summary: idle,
          previous: idle,
        }),
      },
      SHOP,
    );
    expect((await figures()).slice(0, 2)).toEqual([
      'Availability–Period before: –',
      'Error rate–Period before: –',
    ]);
  });

  it('shows no figure, not even 0, of what is counted together', async () => {
    renderSloPage(
      { getDomain: async () => sharedDetail },
      `${BLOG}?section=parts`,
    );
    expect(await answer()).toHaveTextContent(
      'Counted together with other routes',
    );
    expect(await figures()).toEqual([
      'Availability–Period before: –',
      'Error rate–Period before: –',
      'P95 latency–P50 – · P99 –Period before: –',
      'Requests per second–Period before: –',
      'Requests–Period before: –',
    ]);
    const paths = await screen.findByRole('table', { name: 'Paths' });
    expect(paths).toHaveTextContent(
      'see Services shared by several routes on the SLO page',
    );
    expect(paths).not.toHaveTextContent(/below|\b0 requests/);
  });

  it('says why there is no forecast of what is counted together', async () => {
    renderSloPage(
      { getDomain: async () => sharedDetail },
      `${BLOG}?section=budget`,
    );
    expect(
      await screen.findByText(/No forecast: requests are counted together/),
    ).toBeInTheDocument();
  });

  it.each([
    ['hardly', 0.001, /Nothing to compare with.* 0.1 % was observed/],
    ['partly', 0.6, /Of the period before 60 % was observed/],
  ])(
    'says that a period before was %s observed',
    async (_, previous_covered_fraction, text) => {
      const isBeside = previous_covered_fraction >= 0.5;
      renderSloPage(
        {
          getDomain: async () => ({
            ...shopDetail,
            previous_covered_fraction,
            ...(!isBeside && {
              previous: undefined,
              previous_distribution: undefined,
            }),
          }),
        },
        `${SHOP}?section=compare`,
      );
      expect(await screen.findByText(text)).toBeInTheDocument();
      const table = screen.queryByRole('table', {
        name: 'This period and the one before',
      });
      expect(table !== null).toBe(isBeside);
      const period = (await figures()).at(-1)?.replace(/^Requests12,659/, '');
      expect(period === 'Period before: –').toBe(!isBeside);
    },
  );

  it('shows one path alone, and keeps it in the address', async () => {
    const api = renderSloPage({}, SHOP);
    await userEvent.click(await screen.findByRole('button', { name: /Path/ }));
    await userEvent.click(screen.getByRole('option', { name: '/api/*' }));
    expect((await figures())[0]).toContain('93.4 %');
    await waitFor(() =>
      expect(api.getDomainHistory.mock.lastCall![0].query).toMatchObject({
        path: '/api',
        path_match: 'prefix',
      }),
    );
  });

  it('draws the error rate beside what the target allows', async () => {
    renderSloPage({}, `${SHOP}?measure=error_rate`);
    await userEvent.click((await screen.findAllByText('Show as table'))[0]);
    const table = screen.getByRole('region', { name: 'Error rate' });
    // 100 − 95 %, in each of 288 buckets.
    expect(within(table).getAllByText('5 %')).toHaveLength(288);
  });

  it('says when the budget is spent, and draws the way there', async () => {
    renderSloPage({}, `${SHOP}?section=budget`);
    expect(
      await screen.findByText(/At this rate nothing is left on .* in 9 h/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        /Burn rate 1\.4x over the last 1 h \(36 of 520 requests bad\)/,
      ),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByText('Show as table'));
    const rows = within(
      screen.getByRole('region', { name: 'Error budget left' }),
    ).getAllByRole('row');
    expect(rows.at(-1)!.textContent).toMatch(/–0 %$/);
  });

  it.each([
    [
      'never',
      { ...historyResponse.forecast!, exhaustedAtMs: undefined },
      /the budget is not used up/,
    ],
    ['without a forecast', undefined, /No forecast/],
  ])('says so when it is spent %s', async (_, forecast, text) => {
    renderSloPage(
      {
        getDomain: async () => ({ ...shopDetail, ...judged('healthy') }),
        getDomainHistory: async () => ({ ...historyResponse, forecast }),
      },
      `${SHOP}?section=budget`,
    );
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('does not say that the budget lasts under an alert that says it burns', async () => {
    const forecast = { ...historyResponse.forecast!, exhaustedAtMs: undefined };
    renderSloPage(
      { getDomainHistory: async () => ({ ...historyResponse, forecast }) },
      `${SHOP}?section=budget`,
    );
    expect(await screen.findByText(/Burn rate/)).toBeInTheDocument();
    expect(screen.queryByText(/is not used up/)).not.toBeInTheDocument();
  });

  it('shows the histogram with quantiles, the threshold and the share within', async () => {
    renderSloPage({}, `${SHOP}?section=latency`);
    const figure = await screen.findByRole('figure', {
      name: 'Requests by latency',
    });
    expect(figure).toHaveTextContent('P95: ~287.4 ms');
    expect(figure).toHaveTextContent('Threshold: 300 ms');
    expect(
      screen.getByText('97.56 % of the requests were answered within 300 ms.'),
    ).toBeInTheDocument();
  });

  it('says how sure a share is whose threshold is no bucket bound', async () => {
    renderSloPage(
      {
        getDomainLatency: async () => ({
          ...latencyResponse,
          latency_share: {
            value: 80.5,
            lower: 73.5,
            upper: 97.5,
            estimated: true,
          },
        }),
      },
      `${SHOP}?section=latency`,
    );
    expect(
      await screen.findByText(/About 80\.5 % .* certain is 73\.5 % to 97\.5 %/),
    ).toBeInTheDocument();
  });

  it('shows status codes and methods', async () => {
    renderSloPage({}, `${SHOP}?section=requests`);
    const codes = await screen.findByRole('table', { name: 'Status code' });
    expect(within(codes).getByRole('row', { name: /^5xx/ })).toHaveTextContent(
      '5xx630.5 %0.1 %',
    );
    expect(screen.getByRole('table', { name: 'Method' })).toHaveTextContent(
      'POST',
    );
  });

  it('compares with the period before, bucket beside bucket', async () => {
    const api = renderSloPage({}, `${SHOP}?section=compare`);
    const table = await screen.findByRole('table', {
      name: 'This period and the one before',
    });
    expect(
      within(table).getByRole('row', { name: /^Availability/ }),
    ).toHaveTextContent('Availability99.5 %99.9 %');
    await userEvent.click(await screen.findByText('Show as table'));
    expect(
      within(screen.getByRole('region', { name: 'Availability' })).getAllByRole(
        'row',
      )[1],
    ).toHaveTextContent(/99\.8 %99\.8 %$/);
    expect(
      api.getDomainHistory.mock.calls.map(([call]) => call.query.period).sort(),
    ).toEqual(['current', 'previous']);
  });

  it('lists how the status went', async () => {
    renderSloPage({}, `${SHOP}?section=status`);
    const table = await screen.findByRole('table', {
      name: 'Changes of status',
    });
    const rows = within(table).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(
      /shop\.example\.com\/api\/\*HealthyCriticalBurning fast$/,
    );
    expect(rows[2]).toHaveTextContent(/–Healthy–$/);
  });

  it('lists paths with where they are defined', async () => {
    renderSloPage({}, `${SHOP}?section=parts`);
    const table = await screen.findByRole('table', { name: 'Paths' });
    expect(
      within(table).getByRole('rowheader', { name: /\/api/ }),
    ).toHaveTextContent('demo: ingressroute shop/storefront');
    await userEvent.click(within(table).getByText('/api/*'));
    expect((await figures())[0]).toContain('93.4 %');
  });

  it('goes back to the list in the same window', async () => {
    renderSloPage(
      { getDomains: async () => emptyResponse },
      `${SHOP}?window=7d&cluster=east`,
    );
    expect(
      await screen.findByRole('link', { name: 'All domains' }),
    ).toHaveAttribute('href', '/?window=7d&cluster=east');
  });

  it('says that there is no such domain', async () => {
    renderSloPage(
      {
        getDomain: async () => {
          throw Object.assign(new Error('No domain "shop.example.com"'), {
            statusCode: 404,
          });
        },
      },
      SHOP,
    );
    expect(await screen.findByText('Not found')).toBeInTheDocument();
    expect(
      screen.getByText('No domain "shop.example.com"'),
    ).toBeInTheDocument();
  });
});

describe('the page of a service', () => {
  it('shows the same of a service in its own window, with what the mesh tells', async () => {
    const api = renderSloPage({}, '/services/demo/shop/cart');
    expect(await answer()).toHaveTextContent('Warning');
    expect(
      screen.getByText('Over mutual TLS: 99.2 % · without any response: 17'),
    ).toBeInTheDocument();
    expect(api.getService.mock.calls[0][0]).toMatchObject({
      params: { cluster: 'demo', namespace: 'shop', service: 'cart' },
      query: { window: 'own' },
    });
    await userEvent.click(screen.getByRole('button', { name: /Caller/ }));
    await userEvent.click(screen.getByRole('option', { name: 'batch/report' }));
    expect(await answer()).toHaveTextContent('Only 2 h of 1 d observed');
    await waitFor(() =>
      expect(api.getServiceHistory.mock.lastCall![0].query.source).toBe(
        'batch/cronjob/report',
      ),
    );
  });

  it('asks for the status history of the service in its cluster', async () => {
    const api = renderSloPage({}, '/services/demo/shop/cart?section=status');
    await waitFor(() =>
      expect(api.getStatusHistory.mock.lastCall![0].query).toMatchObject({
        service: 'demo/shop/cart',
        window: '1d',
      }),
    );
  });
});
