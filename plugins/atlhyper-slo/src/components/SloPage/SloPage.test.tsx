import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import type { DomainsResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { emptyResponse } from '../../__fixtures__/domains';
import { createMockApi } from '../../__fixtures__/mockApi';
import { SloPageContent } from './SloPage';

function renderPage(domains?: DomainsResponse | Error) {
  const api = createMockApi(domains);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <SloPageContent />
    </TestApiProvider>,
  );
  return api;
}

describe('SloPage', () => {
  it('shows the worst domain first, with its paths and figures', async () => {
    renderPage();
    const table = await screen.findByRole('table', {
      name: 'Domains and paths',
    });
    const rows = within(table)
      .getAllByRole('row')
      .map(row => row.textContent);
    expect(rows[1]).toContain('shop.example.com');
    expect(rows[1]).toContain('Critical');
    expect(rows[1]).toContain('99.5 %');
    expect(rows[1]).toContain('287.4 ms');
    expect(rows[2]).toContain('/*');
    expect(rows[3]).toContain('/api/*');
    expect(rows[3]).toContain('more than 5 s');
    expect(rows[4]).toContain('idle.example.com');
  });

  it('shows neither 0 nor 100 % where there were no requests', async () => {
    renderPage();
    const idle = (await screen.findByText('idle.example.com')).closest('tr')!;
    expect(idle).toHaveTextContent('No data');
    expect(idle).not.toHaveTextContent(/100 %|\b0 %/);
  });

  it('counts domains by status and keeps unmapped traffic visible', async () => {
    renderPage();
    const counts = await screen.findByRole('list', {
      name: 'Domains by status',
    });
    expect(
      within(counts)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['1Critical', '0Warning', '0Healthy', '1No data']);
    expect(screen.getByText('ops-metrics-9090@kubernetes')).toBeInTheDocument();
  });

  it('asks for another window when the reader switches it', async () => {
    const api = renderPage();
    await userEvent.click(await screen.findByRole('button', { name: 'Month' }));
    await screen.findByText('shop.example.com');
    expect(api.getDomains.mock.calls.at(-1)[0]).toMatchObject({
      window: '30d',
    });
  });

  it('opens the history of a domain', async () => {
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
      { window: '1d', cluster: undefined, route: undefined },
    ]);
    await userEvent.click((await screen.findAllByText('Show as table'))[0]);
    const chart = screen.getByRole('region', { name: 'Availability' });
    expect(within(chart).getAllByRole('row')).toHaveLength(289);
    expect(within(chart).getAllByText('–')).toHaveLength(1);
  });

  it('narrows the list by search', async () => {
    renderPage();
    await userEvent.type(await screen.findByLabelText('Find a domain'), 'idle');
    expect(screen.queryByText('shop.example.com')).not.toBeInTheDocument();
  });

  it('says what to do while there is no domain', async () => {
    renderPage(emptyResponse);
    expect(await screen.findByText(/Connect a cluster/)).toBeInTheDocument();
  });

  it('shows an error and a way to try again', async () => {
    const api = renderPage(new Error('no connection to the database'));
    expect(
      (await screen.findAllByText(/no connection to the database/))[0],
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.getDomains).toHaveBeenCalledTimes(2);
  });
});
