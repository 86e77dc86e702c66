import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderSloPage } from '../../__testUtils__/renderSloPage';

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
    renderSloPage({}, '/?search=shop');
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
