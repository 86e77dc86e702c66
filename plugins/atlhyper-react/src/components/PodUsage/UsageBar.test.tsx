import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { UsageBar } from './UsageBar';

const MIB = 2 ** 20;
const write = (bytes?: number) => `${(bytes ?? 0) / MIB} MiB`;

describe('what a pod uses', () => {
  it('is marked where it is more than was requested, with how much of it', () => {
    const usage = {
      used: 480 * MIB,
      request: 400 * MIB,
      ofRequestFraction: 1.2,
    };
    renderInTestApp(<UsageBar usage={usage} format={write} />);
    expect(
      screen.getByText(/^120\s% of request 400 MiB, no limit$/),
    ).toBeVisible();
  });

  it('is not where it is all that was requested', () => {
    const usage = { used: MIB, request: MIB, limit: 2 * MIB };
    renderInTestApp(
      <UsageBar usage={{ ...usage, ofRequestFraction: 1 }} format={write} />,
    );
    expect(screen.getByText('request 1 MiB, limit 2 MiB')).toBeVisible();
  });
});
