import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { LatencyHistogram } from './LatencyHistogram';

const buckets = [
  { lowerMs: 0, upperMs: 100, count: 90 },
  { lowerMs: 100, upperMs: 1000, count: 9 },
  { lowerMs: 1000, count: 1 },
];

describe('LatencyHistogram', () => {
  it('names its marks and holds its figures in a table', async () => {
    renderInTestApp(
      <LatencyHistogram
        title="Requests by latency"
        buckets={buckets}
        marks={[{ label: 'P95', text: '550 ms', valueMs: 550, color: '#000' }]}
      />,
    );
    const figure = await screen.findByRole('figure', {
      name: 'Requests by latency',
    });
    expect(within(figure).getByText(/P95: 550 ms/)).toBeInTheDocument();
    await userEvent.click(within(figure).getByText('Show as table'));
    expect(
      within(figure)
        .getAllByRole('row')
        .map(row => row.textContent),
    ).toEqual([
      'LatencyRequestsShare',
      '0 ms to 100 ms9090 %',
      '100 ms to 1 s99 %',
      'more than 1 s11 %',
    ]);
  });

  it('reads out the bar under the pointer', async () => {
    const { container } = renderInTestApp(
      <LatencyHistogram title="t" buckets={buckets} marks={[]} />,
    );
    await screen.findByText('Point at a bar to read it.');
    await userEvent.hover(container.querySelectorAll('rect')[2]);
    expect(
      screen.getByText('100 ms to 1 s: 9 requests, 9 %'),
    ).toBeInTheDocument();
  });

  it('says that there is no data rather than drawing empty bars', async () => {
    renderInTestApp(<LatencyHistogram title="t" buckets={[]} marks={[]} />);
    expect(await screen.findByText(/No data/)).toBeInTheDocument();
  });
});
