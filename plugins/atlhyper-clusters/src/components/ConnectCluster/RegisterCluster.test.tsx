import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { configApiRef, createApiRef } from '@backstage/frontend-plugin-api';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { mockApis } from '@backstage/test-utils';
import {
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { newCluster } from '../../__fixtures__/clusters';
import { createMockApi } from '../../__fixtures__/mockApi';
import { ClustersPageContent } from '../ClustersPage/ClustersPage';

const permissionApiRef = createApiRef<object>({ id: 'plugin.permission.api' });

const registered = {
  cluster: { ...newCluster, id: 'east-2' },
  token: {
    ...{ id: 't1', createdMs: 0, createdBy: 'user:default/ann' },
    ...{ backfill: false, secret: 'atl_secret' },
  },
};

function renderPage(
  given: Answers,
  { mayCreate = true }: { mayCreate?: boolean } = {},
) {
  const api = createMockApi({
    getClusters: async () => ({ clusters: [] }),
    registerCluster: jest.fn(async () => registered),
    ...given,
  });
  const authorize = async () => ({ result: mayCreate ? 'ALLOW' : 'DENY' });
  const data = { backend: { baseUrl: 'https://portal.example.com' } };
  renderInTestApp(
    <TestApiProvider
      apis={[
        [atlhyperApiRef, api],
        [permissionApiRef, { authorize }],
        [configApiRef, mockApis.config({ data })],
      ]}
    >
      <ClustersPageContent />
    </TestApiProvider>,
    { initialRouteEntries: ['/'] },
  );
  return api;
}

const open = async () =>
  userEvent.click(
    await screen.findByRole('button', { name: 'Register cluster' }),
  );

describe('registering a cluster', () => {
  it('shows the token once, with all that starts an agent', async () => {
    const api = renderPage({});
    await open();
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/^Id/), 'east-2');
    await userEvent.type(dialog.getByLabelText(/^Name/), ' East 2 ');
    await userEvent.click(dialog.getByRole('button', { name: 'Register' }));
    expect(await screen.findByText('east-2 is registered')).toBeInTheDocument();
    expect(api.registerCluster.mock.calls[0][0].body).toEqual({
      id: 'east-2',
      display_name: 'East 2',
    });
    const text = () => screen.getByRole('dialog').textContent;
    await waitFor(() => expect(text()).toContain('atl_secret'));
    expect(text()).toContain('cluster_id: east-2');
    expect(text()).toContain('master_url: https://portal.example.com');
    // A click beside, or Escape, must not lose it.
    await userEvent.keyboard('{Escape}');
    expect(text()).toContain('atl_secret');
    await userEvent.click(
      screen.getByRole('button', { name: 'I have copied the token' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(document.body.textContent).not.toContain('atl_secret');
  });

  it('marks an id that cannot be one, and sends none', async () => {
    const api = renderPage({});
    await open();
    await userEvent.type(screen.getByLabelText(/^Id/), 'East_2');
    expect(screen.getByLabelText(/^Id/)).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    expect(screen.getByRole('button', { name: 'Register' })).toBeDisabled();
    expect(api.registerCluster).not.toHaveBeenCalled();
  });

  it('says why it failed, and keeps what was typed', async () => {
    renderPage({
      registerCluster: async () => {
        throw new Error("Cluster 'east-2' exists already");
      },
    });
    await open();
    await userEvent.type(screen.getByLabelText(/^Id/), 'east-2');
    await userEvent.click(screen.getByRole('button', { name: 'Register' }));
    expect(
      await screen.findByText("Cluster 'east-2' exists already"),
    ).toBeInTheDocument();
    expect(screen.getByLabelText(/^Id/)).toHaveValue('east-2');
  });

  it('is offered only to who may', async () => {
    renderPage({}, { mayCreate: false });
    expect(await screen.findByText('No clusters yet')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Register cluster' }),
    ).not.toBeInTheDocument();
  });
});

describe('a cluster whose agent never came', () => {
  it('says how to start one, without the token', async () => {
    renderPage({
      getClusters: async () => ({ clusters: [{ ...newCluster, id: 'north' }] }),
    });
    expect(
      await screen.findByText('Waiting for the first agent'),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(document.body.textContent).toContain('cluster_id: north'),
    );
    expect(document.body.textContent).toContain('<token>');
  });
});
