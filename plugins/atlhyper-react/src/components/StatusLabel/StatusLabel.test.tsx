import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { StatusLabel } from './StatusLabel';

it.each([
  ['no_data', undefined, 'No data'],
  ['no_data', ['no_requests'], 'No data'],
  ['no_data', ['shared'], 'No data'],
  ['no_data', ['few_requests'], 'Not judged yet'],
  ['no_data', ['short_history'], 'Not judged yet'],
  ['critical', ['burning_fast', 'short_history'], 'Critical'],
] as const)('calls %s because of %j "%s"', async (status, reasons, text) => {
  renderInTestApp(<StatusLabel status={status} reasons={reasons} />);
  expect(await screen.findByText(text)).toBeInTheDocument();
});
