import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderSloPage } from '../../__testUtils__/renderSloPage';
import { emptyServices, servicesResponse } from '../../__fixtures__/services';

const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => row.textContent);

describe('the list of services', () => {
  const serviceTable = () =>
    screen.findByRole('table', { name: 'Services and their callers' });

  it('shows services with their callers', async () => {
    renderSloPage({}, '/?tab=services');
    const rows = rowsOf(await serviceTable());
    expect(rows[0]).toContain('cart');
    expect(rows[0]).toContain('shop');
    expect(rows[0]).toContain('1.2k/s');
    expect(rows[0]).toContain('99.2 %');
    expect(rows[0]).toContain('17');
    expect(rows[0]).toContain('93.1 % within 300 ms < 95 %');
    expect(rows[1]).toContain('web');
    expect(rows[2]).toContain('batch/report');
    expect(rows[2]).toContain('Not judged yetOnly 2 h of 1 d observed');
  });

  it('is reached by a tab, which forgets what narrowed the other', async () => {
    renderSloPage({}, '/?status=critical&sort=p95');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Service to service' }),
    );
    expect(rowsOf(await serviceTable())[0]).toContain('cart');
  });

  it('says how to get what the mesh does not tell', async () => {
    renderSloPage({}, '/?tab=services');
    expect(
      await screen.findByText(/Not available.*docs\/linkerd\.md/),
    ).toBeInTheDocument();
  });

  it('shows hosts as the mesh sees them where it names them', async () => {
    renderSloPage(
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
    renderSloPage({ getServices: async () => emptyServices }, '/?tab=services');
    expect(
      await screen.findByText(/Enable the Linkerd source/),
    ).toBeInTheDocument();
  });
});
