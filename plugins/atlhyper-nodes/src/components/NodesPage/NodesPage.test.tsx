import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import type { AtlhyperApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from '../../__fixtures__/mockApi';
import { nodeMetricsResponse, silentNode } from '../../__fixtures__/nodes';
import { NodesPageContent } from './NodesPage';

function renderPage(overrides?: Partial<AtlhyperApi>) {
  const api = createMockApi(overrides);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <NodesPageContent />
    </TestApiProvider>,
  );
  return api;
}

describe('NodesPage', () => {
  it('sums the cluster up and names where the fullest disk is', async () => {
    renderPage();
    const summary = await screen.findByRole('list', {
      name: 'Summary of the cluster',
    });
    expect(
      within(summary)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Nodes reporting1 of 2',
      'CPU, average37.5 %2 cores',
      'Memory, average33.3 %4 GiB of 12 GiB',
      'Fullest disk90 %/var on node-1',
      'Nodes alerting1',
    ]);
  });

  it('sums nothing up while no node reports', async () => {
    renderPage({
      getNodeMetrics: async () => ({
        cluster: 'demo',
        summary: {
          totalNodes: 1,
          reportingNodes: 0,
          alertingNodes: 0,
          totalCores: 0,
          totalMemoryBytes: 0,
          usedMemoryBytes: 0,
        },
        nodes: [silentNode],
      }),
    });
    const summary = await screen.findByRole('list', {
      name: 'Summary of the cluster',
    });
    expect(
      within(summary)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Nodes reporting0 of 1',
      'CPU, average–',
      'Memory, average–',
      'Fullest disk–',
      'Nodes alerting–',
    ]);
  });

  it('counts only physical interfaces as the traffic of a node', async () => {
    renderPage();
    const node = await screen.findByTestId('node-node-1');
    expect(node).toHaveTextContent('in 2 KiB/s');
    expect(node).toHaveTextContent('out 1 KiB/s');
  });

  it('shows dashes, not zeros, for a node without a collector', async () => {
    renderPage();
    const node = await screen.findByTestId('node-node-2');
    expect(node).toHaveTextContent('No fresh figures');
    expect(within(node).getAllByText('–')).toHaveLength(3);
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-2/ }),
    );
    expect(node).toHaveTextContent('No collector runs on this node');
  });

  it('opens every group of a node, with its cores, alerts and what is not available', async () => {
    const api = renderPage();
    const node = await screen.findByTestId('node-node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-1/ }),
    );
    expect(within(node).getByText('Disk has reached 80 %')).toBeInTheDocument();
    expect(
      within(node).getByText('Not available: temperature (no sensors)'),
    ).toBeInTheDocument();
    expect(
      within(node).getByRole('listitem', { name: 'Core 0: 50 %' }),
    ).toBeInTheDocument();
    expect(
      within(node).getByRole('listitem', { name: 'Core 1: –' }),
    ).toBeInTheDocument();
    const disks = within(node).getByRole('table', { name: 'File systems' });
    expect(
      within(disks).getByRole('row', { name: /^\/var .* 90 % 9 GiB 100 GiB$/ }),
    ).toBeInTheDocument();
    const networks = within(node).getByRole('table', {
      name: 'Network interfaces',
    });
    expect(
      within(networks)
        .getAllByRole('rowheader')
        .map(cell => cell.textContent),
    ).toEqual(['eth0', 'lo (virtual)']);
    expect(api.getNodeHistory.mock.calls[0].slice(0, 3)).toEqual([
      'demo',
      'node-1',
      { hours: 24 },
    ]);
  });

  it('leaves a gap in the trend where the collector paused', async () => {
    renderPage();
    const node = await screen.findByTestId('node-node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-1/ }),
    );
    await userEvent.click(
      (
        await within(node).findAllByText('Show as table')
      )[0],
    );
    const rows = within(
      within(node).getByRole('region', { name: 'CPU' }),
    ).getAllByRole('row');
    expect(
      rows.slice(1).map(row =>
        within(row)
          .getAllByRole('cell')
          .map(c => c.textContent),
      ),
    ).toEqual([
      ['25 %', '50 %'],
      ['–', '–'],
      ['50 %', '75 %'],
    ]);
  });

  it('says what to do while there is no cluster, and while there is no node', async () => {
    renderPage({ getClusters: async () => ({ clusters: [] }) });
    expect(await screen.findByText(/Connect a cluster/)).toBeInTheDocument();
  });

  it('says what to do while a cluster has sent no node', async () => {
    renderPage({
      getNodeMetrics: async () => ({ ...nodeMetricsResponse, nodes: [] }),
    });
    expect(
      await screen.findByText(/Start the node collector/),
    ).toBeInTheDocument();
  });

  it('shows an error and a way to try again', async () => {
    renderPage({
      getNodeMetrics: async () => {
        throw new Error('not allowed to read nodes');
      },
    });
    expect(
      (await screen.findAllByText(/not allowed to read nodes/))[0],
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });
});
