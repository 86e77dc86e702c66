import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderSloPage } from '../../__testUtils__/renderSloPage';

const open = async () => {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Import OpenSLO' }),
  );
  return screen.findByRole('dialog');
};

describe('the import of OpenSLO', () => {
  it('shows what it would set before it sets anything', async () => {
    const api = renderSloPage();
    const dialog = await open();
    const apply = within(dialog).getByRole('button', { name: 'Import' });
    await userEvent.type(screen.getByLabelText('OpenSLO documents'), 'kind: X');
    expect(apply).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Check' }));
    const table = await screen.findByRole('table', {
      name: 'Targets of the documents',
    });
    expect(within(table).getAllByRole('row')[1]).toHaveTextContent(
      'shop.example.comAll clustersMonthAvailability ≥ 99.9 %, P95 ≤ 200 ms',
    );
    expect(screen.getByText(/Importing sets 1 target\./)).toBeInTheDocument();
    expect(screen.getByText(/calendar windows/)).toBeInTheDocument();
    await userEvent.click(apply);
    expect(await screen.findByText('1 target was set.')).toBeInTheDocument();
    expect(api.importOpenSlo.mock.calls).toEqual([
      [{ query: { dry_run: true }, body: 'kind: X' }],
      [{ query: { dry_run: false }, body: 'kind: X' }],
    ]);
  });

  it('checks again what was changed after a check', async () => {
    renderSloPage();
    const dialog = await open();
    await userEvent.type(screen.getByLabelText('OpenSLO documents'), 'a');
    await userEvent.click(screen.getByRole('button', { name: 'Check' }));
    await screen.findByText(/Importing sets/);
    await userEvent.type(screen.getByLabelText('OpenSLO documents'), 'b');
    expect(screen.queryByText(/Importing sets/)).toBeNull();
    expect(
      within(dialog).getByRole('button', { name: 'Import' }),
    ).toBeDisabled();
  });

  it('says what is wrong with the documents', async () => {
    renderSloPage({
      importOpenSlo: async () => {
        throw new Error('document 1: "spec" is missing');
      },
    });
    await open();
    await userEvent.type(screen.getByLabelText('OpenSLO documents'), 'a');
    await userEvent.click(screen.getByRole('button', { name: 'Check' }));
    expect(await screen.findByText(/"spec" is missing/)).toBeInTheDocument();
  });

  it('is not offered to who may set no target', async () => {
    renderSloPage({}, '/', { mayUpdate: false });
    await screen.findByText('shop.example.com');
    expect(
      screen.getByRole('button', { name: 'Export OpenSLO' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Import OpenSLO' })).toBeNull();
  });
});

describe('the export of OpenSLO', () => {
  it('hands over a file', async () => {
    const blobs: Blob[] = [];
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return 'blob:slo';
    };
    URL.revokeObjectURL = () => {};
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockReturnValue();
    renderSloPage();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export OpenSLO' }),
    );
    expect(await blobs[0].text()).toContain('apiVersion: openslo/v1');
    expect(click).toHaveBeenCalledTimes(1);
    click.mockRestore();
  });
});
