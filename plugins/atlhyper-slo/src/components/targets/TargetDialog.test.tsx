import type { Answers } from '@atlhyper/backstage-plugin-atlhyper-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { routeId } from '../../model/routeLabel';
import { renderSloPage } from '../../__testUtils__/renderSloPage';
import {
  apiTarget,
  catalogTarget,
  targetsResponse,
} from '../../__fixtures__/targets';

const API_PATH = encodeURIComponent(
  routeId({ path_prefix: '/api', path_match: 'prefix', condition: undefined }),
);
const SHOP = '/domains/shop.example.com';

async function openEditor(address: string, given?: Answers) {
  const api = renderSloPage(given, address);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Edit target' }),
  );
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByLabelText('Availability in percent');
  return { api, dialog };
}
const type = async (label: string, text: string) => {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  if (text) {
    await userEvent.type(field, text);
  }
};

describe('the editor of a target', () => {
  it('begins with what is inherited, says so, and saves a target of its own', async () => {
    const { api, dialog } = await openEditor(SHOP);
    expect(
      within(dialog).getByText('Target of shop.example.com'),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent(
      'No target of its own: Availability ≥ 95 %, P95 ≤ 300 ms (Default) is in force.',
    );
    expect(screen.queryByText('Remove, and inherit again')).toBeNull();
    await type('Availability in percent', '99.9');
    await type('Latency threshold in ms', '250');
    await userEvent.click(screen.getByLabelText('as a share of requests'));
    const asked = api.getDomain.mock.calls.length;
    const drawn = api.getDomainHistory.mock.calls.length;
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.putSloTarget.mock.calls.map(([call]) => call.body)).toEqual([
      {
        subject: {
          kind: 'domain',
          domain: 'shop.example.com',
          cluster: undefined,
        },
        window: '1d',
        objective: {
          availability: 99.9,
          latency: { threshold_ms: 250, objective: 95, by: 'share' },
        },
      },
    ]);
    // What is shown was judged by the old target.
    expect(api.getDomain.mock.calls.length).toBeGreaterThan(asked);
    expect(api.getDomainHistory.mock.calls.length).toBeGreaterThan(drawn);
  });

  it('begins with what is in force, though another set it since it was last open', async () => {
    let targets = targetsResponse.targets;
    const { dialog } = await openEditor(SHOP, {
      getSloTargets: async () => ({ ...targetsResponse, targets }),
    });
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    targets = [
      ...targets,
      {
        subject: { kind: 'domain', domain: 'shop.example.com' },
        window: '1d',
        objective: { availability: 98.7 },
        source: 'api',
        updatedMs: 1,
      },
    ];
    await userEvent.click(screen.getByRole('button', { name: 'Edit target' }));
    expect(await screen.findByLabelText('Availability in percent')).toHaveValue(
      '98.7',
    );
  });

  it('loads the target of a path and falls back to the inherited', async () => {
    const { api, dialog } = await openEditor(`${SHOP}?part=${API_PATH}`);
    expect(dialog).toHaveTextContent('by user:default/guest');
    expect(screen.getByLabelText('Availability in percent')).toHaveValue(
      '99.5',
    );
    expect(screen.getByLabelText('Latency threshold in ms')).toHaveValue('800');
    expect(screen.getByLabelText('No response')).toBeChecked();
    await userEvent.click(screen.getByText('Remove, and inherit again'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.deleteSloTarget.mock.calls[0][0].body).toMatchObject({
      subject: { kind: 'path', path: '/api' },
      window: '1d',
    });
  });

  it('begins with the kinds and rules that are inherited, and saves them where they are not changed', async () => {
    const objective = {
      availability: 99,
      bad_requests: ['5xx' as const, '4xx' as const],
      burn_rules: [
        {
          long_ms: 3_600_000,
          short_ms: 300_000,
          factor: 10,
          severity: 'fast' as const,
        },
      ],
    };
    const { api } = await openEditor(`${SHOP}?part=${API_PATH}`, {
      getSloTargets: async () => ({
        ...targetsResponse,
        targets: [
          {
            ...apiTarget,
            subject: { kind: 'domain', domain: 'shop.example.com' },
            objective,
          },
        ],
      }),
    });
    await type('Availability in percent', '99,5');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.putSloTarget.mock.lastCall![0].body).toMatchObject({
      subject: { kind: 'path', path: '/api' },
      objective: { ...objective, availability: 99.5 },
    });
  });

  it('sets a target of one cluster and another window', async () => {
    const { api, dialog } = await openEditor(SHOP);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Month' }),
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: /Applies in/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: 'demo' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(api.putSloTarget.mock.lastCall![0].body).toMatchObject({
        subject: { kind: 'domain', cluster: 'demo' },
        window: '30d',
      }),
    );
  });

  it('marks what the schema refuses and sends nothing', async () => {
    const { api } = await openEditor(SHOP);
    await type('Availability in percent', '100');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(
      await screen.findByText('A percentage above 0 and below 100.'),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Availability in percent')).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    expect(api.putSloTarget).not.toHaveBeenCalled();
  });

  it('says why the backend refuses a rule', async () => {
    const { api } = await openEditor(SHOP, {
      putSloTarget: async () => {
        throw new Error('a burn rate of 30 is out of reach at 95 %');
      },
    });
    await userEvent.click(screen.getByText('Bad requests and burn-rate rules'));
    await userEvent.click(
      screen.getByLabelText('Has burn-rate rules of its own'),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove rule 2' }),
    );
    await type('Burn rate', '30');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/out of reach at 95 %/)).toBeInTheDocument();
    expect(api.putSloTarget.mock.calls[0][0].body.objective.burn_rules).toEqual(
      [{ long_ms: 3_600_000, short_ms: 300_000, factor: 30, severity: 'fast' }],
    );
  });

  it('leaves a target of the catalog to its entity', async () => {
    const { dialog } = await openEditor(`${SHOP}?part=${API_PATH}`, {
      getSloTargets: async () => ({
        ...targetsResponse,
        targets: [catalogTarget],
      }),
    });
    expect(dialog).toHaveTextContent('defined in the catalog');
    expect(within(dialog).getByRole('link', { name: /shop/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/shop',
    );
    expect(screen.getByLabelText('Availability in percent')).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it('is not offered to who may not set targets', async () => {
    renderSloPage({}, SHOP, { mayUpdate: false });
    await screen.findByRole('region', { name: 'Status and target' });
    await screen.findAllByText('Show as table');
    expect(screen.queryByRole('button', { name: 'Edit target' })).toBeNull();
  });
});
