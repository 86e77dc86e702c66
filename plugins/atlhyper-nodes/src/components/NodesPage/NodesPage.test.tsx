import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  atlhyperApiRef,
  atlhyperPageRoutes,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from '../../__fixtures__/mockApi';
import {
  kubernetesNode,
  nodeMetricsResponse,
  plainNode,
  silentNode,
} from '../../__fixtures__/nodes';
import { NodesPageContent } from './NodesPage';

function renderPage(overrides?: Answers, address = '/') {
  const api = createMockApi(overrides);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <Routes>
        <Route path="/nodes/*" element={<NodesPageContent />} />
      </Routes>
    </TestApiProvider>,
    {
      initialRouteEntries: [`/nodes${address}`],
      mountedRoutes: { '/nodes': atlhyperPageRoutes.nodes },
    },
  );
  return api;
}

/** Opens a node and gives what is in it. */
async function openNode(name: string) {
  const node = await screen.findByTestId(`node-${name}`);
  await userEvent.click(
    within(node).getByRole('button', { name: new RegExp(`^${name}`) }),
  );
  return node;
}

/** Opens a block of a node with the keyboard alone. */
async function openBlock(node: HTMLElement, name: RegExp) {
  const button = within(node).getByRole('button', { name });
  expect(button).toHaveAttribute('aria-expanded', 'false');
  button.focus();
  await userEvent.keyboard('{Enter}');
  expect(button).toHaveAttribute('aria-expanded', 'true');
}

const namesOfNodes = () =>
  screen
    .getAllByTestId(/^node-/)
    .map(node => node.dataset.testid?.slice('node-'.length));

const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.children].map(cell => cell.textContent));

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
      'CPU, average37.5 %2 cores · most 37.5 % on node-1',
      'Memory, average33.3 %4 GiB of 12 GiB · most 33.3 % on node-1',
      'Fullest disk90 %/var on node-1',
      'Hottest sensor71.9 °Cnvme Composite on node-1',
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
      'Hottest sensor–',
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

  it('opens what Kubernetes and further sources know of a node', async () => {
    const api = renderPage();
    const node = await screen.findByTestId('node-node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-1/ }),
    );
    for (const title of [
      /^Kubernetes ?requested: CPU 75 %, memory 50 %/,
      /^Network to other nodes ?most lost 20 %/,
      /^Graphics processors/,
      /^Figures of your own sources/,
    ]) {
      await userEvent.click(
        await within(node).findByRole('button', { name: title }),
      );
    }
    expect(api.getKubernetesNode.mock.calls[0][0]).toMatchObject({
      params: { node: 'node-1' },
      query: { cluster: 'demo' },
    });
    const row = (name: RegExp) =>
      expect(within(node).getByRole('row', { name })).toBeInTheDocument();
    row(/^Memory 12 GiB 10 GiB 5 GiB 8 GiB 5 GiB$/);
    row(/^DiskPressure True KubeletHasDiskPressure Oct 9, 2025/);
    row(/^node-2 20 % 0.25 ms 0.5 ms 1 ms$/);
    row(/^GPU-1 Tesla T4 50 % 4 GiB of 16 GiB$/);
    expect(within(node).getByText('1,200 rpm')).toBeInTheDocument();
    expect(node).toHaveTextContent('Running pods7 of 110');
    expect(node).toHaveTextContent('Takes new podsno');
  });

  it('shows what Kubernetes knows of a node without a collector', async () => {
    const { cpu } = kubernetesNode;
    renderPage({
      getKubernetesNode: async () => ({
        ...kubernetesNode,
        cpu: { ...cpu, allocatable: 0 },
      }),
    });
    const node = await openNode('node-2');
    expect(
      await within(node).findByRole('button', {
        name: /^Kubernetes ?requested: CPU –, memory 50 %/,
      }),
    ).toBeInTheDocument();
  });

  it('names the permission that is missing', async () => {
    renderPage({
      getNodeMetrics: async () => {
        throw Object.assign(new Error('Refused.'), { statusCode: 403 });
      },
    });
    expect(
      await screen.findByText(/permission atlhyper\.node\.read/),
    ).toBeInTheDocument();
  });

  it('shows no Kubernetes for a machine that is no node of the cluster', async () => {
    renderPage({
      getKubernetesNode: jest.fn(async () => {
        throw Object.assign(new Error("No node 'node-1'"), { statusCode: 404 });
      }),
    });
    const node = await screen.findByTestId('node-node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-1/ }),
    );
    await within(node).findByRole('button', { name: /^Memory/ });
    expect(
      within(node).queryByRole('button', { name: /^Kubernetes/ }),
    ).not.toBeInTheDocument();
  });

  it('says what runs out first, and of the rest how sure that is', async () => {
    renderPage();
    const panel = await screen.findByRole('button', {
      name: /^Capacity ?Fullest disk of node-1 is full first: Oct 15, 2025/,
    });
    await userEvent.click(panel);
    const table = await screen.findByRole('table', { name: 'Capacity' });
    expect(
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map(row =>
          [...row.children].map(cell =>
            cell.textContent?.replace(/, \d+:\d\d [AP]M/g, ''),
          ),
        ),
    ).toEqual([
      ['All nodes', 'Memory', '50 %', '–', 'not in sight'],
      [
        'node-1',
        'Fullest disk',
        '90 %',
        '2 % (1 % to 4 %)',
        'Oct 15, 2025 (Oct 12, 2025 to Oct 20, 2025)',
      ],
      ['node-2', 'Fullest disk', '–', '–', 'too few figures yet'],
    ]);
  });

  it('opens every group of a node, with its cores, alerts and what is not available', async () => {
    const api = renderPage();
    const node = await screen.findByTestId('node-node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^node-1/ }),
    );
    expect(
      within(node).getByText(
        /^File system utilisation \/var at or over 80 % since .*; now 90 %\.$/,
      ),
    ).toBeInTheDocument();
    expect(
      within(node).getByText(
        'Not available: filesystems ("/mnt": does not answer)',
      ),
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
    ).toEqual([
      'eth0192.0.2.2, 02:fc:00:00:00:011,000 Mbit/s, MTU 1,500',
      'lo (virtual)',
    ]);
    expect(
      within(networks).getByRole('row', {
        name: /^eth0 ?192\.0\.2\.2, 02:fc:00:00:00:01 ?1,000 Mbit\/s, MTU 1,500 /,
      }),
    ).toBeInTheDocument();
    expect(api.getNodeHistory.mock.calls[0][0]).toMatchObject({
      params: { cluster: 'demo', node: 'node-1' },
      query: { hours: 24 },
    });
  });

  it.each([
    [
      /^Disk I\/O/,
      'busiest 35 %',
      'Disk I/O',
      [
        [
          'sda',
          '/var',
          '35 %',
          '1 MiB/s',
          '3 MiB/s',
          '20/s / 50/s',
          '1.5 ms / –',
          '0.2',
          '200 GiB',
        ],
        ['dm-0 (virtual)', '–', '–', '–', '–', '– / –', '– / –', '–', '–'],
      ],
    ],
    [
      /^Pressure/,
      'CPU 8 %, Memory –, I/O 5 %',
      'Pressure (PSI)',
      [
        ['CPU, some', '10 %', '8 %', '4 %', '2 %'],
        ['I/O, some', '6 %', '5 %', '4 %', '2 %'],
        ['I/O, all', '2 %', '1 %', '4 %', '2 %'],
      ],
    ],
    [
      /^Temperature/,
      '71.9 °C',
      'Temperature',
      [
        ['coretemp Package id 0 (CPU)', '52 °C', '80 °C', '100 °C'],
        ['nvme Composite', '71.9 °C', '–', '–'],
      ],
    ],
    [
      /^Processes/,
      '212',
      'Most CPU',
      [
        [
          'java',
          '4711',
          'Running',
          '–',
          '1000',
          '0.65',
          '2 GiB (16.7 %)',
          '80',
        ],
      ],
    ],
    [
      /^Processes/,
      '212',
      'Most memory',
      [['java', '4711', '–', '–', '–', '–', '2 GiB (16.7 %)', '80']],
    ],
  ])(
    'opens the block %s, which says %s, with the table %s',
    async (button, summary, table, rows) => {
      renderPage();
      const node = await openNode('node-1');
      expect(
        within(node).getByRole('button', { name: button }),
      ).toHaveTextContent(summary);
      await openBlock(node, button);
      const shown = within(node).getByRole('table', { name: table });
      expect(rowsOf(shown)).toEqual(rows);
    },
  );

  it.each([
    [
      /^TCP and packets42 connections/,
      [
        'Established42',
        'Retransmitted1.5/s',
        'Dropped while listening–',
        'Dropped0/s, 3 since boot',
      ],
    ],
    [
      /^System limits/,
      [
        'Open file handles4,096 / 100,000',
        'Tracked connections512',
        'Entropy256 bits',
      ],
    ],
    [/^Processes/, ['Running2', 'Waiting for I/O1', 'Threads640']],
  ])('opens the block %s with its facts', async (button, facts) => {
    renderPage();
    const node = await openNode('node-1');
    await openBlock(node, button);
    for (const fact of facts) {
      expect(node).toHaveTextContent(fact);
    }
    expect(node).not.toHaveTextContent('Zombie');
  });

  it('says which groups a node does not give, instead of zeros', async () => {
    renderPage({
      getNodeMetrics: async () => ({
        ...nodeMetricsResponse,
        nodes: [plainNode],
      }),
    });
    const node = await openNode('node-3');
    expect(node).toHaveTextContent(
      'Not available on this node: File systems, Network interfaces, Disk I/O, Pressure (PSI), Temperature, Processes, TCP and packets, System limits',
    );
    expect(within(node).queryByRole('table')).not.toBeInTheDocument();
    expect(node).toHaveTextContent('max –');
    expect(node).toHaveTextContent('– processes');
  });

  it.each([
    ['', ['node-1', 'node-2', 'node-3']],
    ['?sort=cpu', ['node-3', 'node-1', 'node-2']],
    ['?sort=temperature', ['node-1', 'node-2', 'node-3']],
    ['?sort=alerts', ['node-1', 'node-2', 'node-3']],
    ['?sort=nonsense', ['node-1', 'node-2', 'node-3']],
    ['?search=3', ['node-3']],
  ])('lists nodes in the order and selection of %s', async (query, names) => {
    renderPage(
      {
        getNodeMetrics: async () => ({
          ...nodeMetricsResponse,
          nodes: [...nodeMetricsResponse.nodes, plainNode],
        }),
      },
      `/${query}`,
    );
    await screen.findByTestId(`node-${names[0]}`);
    expect(namesOfNodes()).toEqual(names);
  });

  it('finds and sorts nodes with the keyboard', async () => {
    renderPage({
      getNodeMetrics: async () => ({
        ...nodeMetricsResponse,
        nodes: [...nodeMetricsResponse.nodes, plainNode],
      }),
    });
    await screen.findByTestId('node-node-1');
    screen.getByRole('button', { name: /^Sort by/ }).focus();
    await userEvent.keyboard('{Enter}');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(namesOfNodes()).toEqual(['node-3', 'node-1', 'node-2']);
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Find a node' }),
      'NODE-2',
    );
    expect(namesOfNodes()).toEqual(['node-2']);
  });

  it('puts the nodes that alert first unless asked for another order', async () => {
    const quiet = { ...plainNode, node: 'node-0', alerts: [] };
    renderPage({
      getNodeMetrics: async () => ({
        ...nodeMetricsResponse,
        nodes: [quiet, ...nodeMetricsResponse.nodes],
      }),
    });
    await screen.findByTestId('node-node-1');
    expect(namesOfNodes()[0]).toBe('node-1');
  });

  it('has a page for each node, with what happened to it, and a way back', async () => {
    const api = renderPage();
    const node = await openNode('node-1');
    await userEvent.click(
      within(node).getByRole('link', { name: 'Page of node-1' }),
    );
    expect(
      await screen.findByRole('heading', { name: /^node-1/ }),
    ).toBeInTheDocument();
    await screen.findByText(/Last figures/);
    expect(document.title).toBe('node-1 · Nodes');
    const node1 = { cluster: 'demo', node: 'node-1' };
    expect(api.getNodeState.mock.lastCall![0].params).toEqual(node1);
    const { query } = api.getAlerts.mock.lastCall![0];
    expect(query).toMatchObject({ entity: 'demo/_/node/node-1' });
    await userEvent.click(screen.getByRole('link', { name: 'All nodes' }));
    expect(await screen.findByTestId('node-node-2')).toBeInTheDocument();
    expect(document.title).toBe('Nodes');
  });

  it('shows the figures and the window that the address names', async () => {
    const api = renderPage(undefined, '/?trend=disks&hours=168');
    const node = await openNode('node-1');
    const chart = await within(node).findByRole('figure', {
      name: 'Disk traffic',
    });
    expect(api.getNodeHistory.mock.calls[0][0].query).toEqual({ hours: 168 });
    expect(
      within(node).getByRole('figure', { name: 'Busiest disk' }),
    ).toHaveTextContent('No data');
    await userEvent.click(within(chart).getByText('Show as table'));
    const table = within(chart).getByRole('table');
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(cell => cell.textContent),
    ).toEqual(['Time', 'Read', 'Read, maximum', 'Write', 'Write, maximum']);
    expect(rowsOf(table)[0].slice(1)).toEqual([
      '1 KiB/s',
      '4 KiB/s',
      '2 KiB/s',
      '8 KiB/s',
    ]);
  });

  it('changes figures and window', async () => {
    const api = renderPage();
    const node = await openNode('node-1');
    await userEvent.click(
      within(node).getByRole('button', { name: /^Figures Overview/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: 'Temperature' }));
    expect(
      await within(node).findByRole('figure', { name: 'Hottest sensor' }),
    ).toBeInTheDocument();
    expect(
      within(node).queryByRole('figure', { name: 'CPU' }),
    ).not.toBeInTheDocument();
    await userEvent.click(
      within(node).getByRole('button', { name: /^Window/ }),
    );
    await userEvent.click(screen.getByRole('option', { name: '30 days' }));
    expect(api.getNodeHistory.mock.lastCall?.[0].query).toEqual({ hours: 720 });
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
