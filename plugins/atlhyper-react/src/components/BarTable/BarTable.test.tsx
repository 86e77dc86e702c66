import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { BarTable } from './BarTable';

describe('BarTable', () => {
  it('gives each count its share, and that of the period before', async () => {
    renderInTestApp(
      <BarTable
        title="Status code"
        bars={[
          { label: '2xx', count: 150, previousCount: 9, color: '#000' },
          { label: '5xx', count: 50, previousCount: 1, color: '#000' },
        ]}
      />,
    );
    await screen.findByRole('table', { name: 'Status code' });
    const rows = screen.getAllByRole('row').map(row => row.textContent);
    expect(rows.slice(1)).toEqual(['2xx15075 %90 %', '5xx5025 %10 %']);
  });

  it('has no share of a period without requests', async () => {
    renderInTestApp(
      <BarTable
        title="Method"
        bars={[{ label: 'GET', count: 5, color: '#000' }]}
      />,
    );
    expect((await screen.findAllByRole('row'))[1]).toHaveTextContent(
      'GET5100 %–',
    );
  });

  it('says that there is no data', async () => {
    renderInTestApp(<BarTable title="Method" bars={[]} />);
    expect(await screen.findByText(/No data/)).toBeInTheDocument();
  });
});
