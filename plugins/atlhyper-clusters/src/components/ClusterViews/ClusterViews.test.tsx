import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import type { ResourceResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { createMockApi } from '../../__fixtures__/mockApi';
import {
  busyCluster,
  newCluster,
  resourceResponse,
} from '../../__fixtures__/clusters';
import { clusterMetrics, eventsResponse } from '../../__fixtures__/metrics';
import { ClusterViews } from './ClusterViews';

const MIB = 1024 ** 2;

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    uid: 'c1',
    name: 'web',
    annotations: { 'backstage.io/kubernetes-id': 'web' },
  },
};

function renderViews(overrides?: Answers, query = '', cluster = busyCluster) {
  const api = createMockApi(overrides);
  const getEntities = jest.fn(async () => ({ items: [entity] }));
  renderInTestApp(
    <TestApiProvider
      apis={[
        [atlhyperApiRef, api],
        [catalogApiRef, { getEntities }],
      ]}
    >
      <ClusterViews cluster={cluster} />
    </TestApiProvider>,
    {
      initialRouteEntries: [`/?${query}`],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  return { api, getEntities };
}

const rowsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .map(row => [...row.children].map(cell => cell.textContent));

describe('a cluster', () => {
  it('without an agent shows what to do, and no zeros', async () => {
    const { api } = renderViews(undefined, '', newCluster);
    expect(
      await screen.findByText('Waiting for the first agent'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Start the agent/)).toBeInTheDocument();
    expect(api.getClusterHealth).not.toHaveBeenCalled();
  });

  it('that no agent reports says that what follows is old', async () => {
    renderViews(undefined, 'view=pods', {
      ...busyCluster,
      status: 'disconnected',
    });
    expect(
      await screen.findByText(/What is shown is what the agent sent last/),
    ).toBeInTheDocument();
  });
});

describe('the health of a cluster', () => {
  it('says first what is wrong and with what', async () => {
    renderViews();
    const [critical, warning] = await screen.findAllByRole('alert');
    expect(critical).toHaveTextContent('Node NotReady: 1node-4');
    expect(warning).toHaveTextContent(
      '3 containers crash again and againshop/web-1, shop/web-2 and 1 more',
    );
  });

  it('says what there is, what is taken and what is not measured', async () => {
    renderViews();
    const table = await screen.findByRole('table', { name: 'Capacity' });
    expect(rowsOf(table).slice(1)).toEqual([
      ['CPU (cores)', '16', '15', '425 %', '7.550 %', '20133.3 %', '7.5'],
      ['Memory', '64 GiB', '60 GiB', '–', '30 GiB50 %', '45 GiB75 %', '30 GiB'],
      ['Graphics processors', '2', '–', '–', '–', '–', '1'],
    ]);
    expect(
      screen.getByText('No DCGM exporter is configured'),
    ).toBeInTheDocument();
    expect(screen.getByText('Pods Failed')).toBeInTheDocument();
  });

  it('is well where nothing is wrong', async () => {
    renderViews({
      getClusterHealth: async () => ({
        ...clusterMetrics,
        health: { status: 'healthy', issues: [], unknown: [] },
      }),
    });
    expect(
      await screen.findByText('Nothing is wrong with this cluster.'),
    ).toBeInTheDocument();
  });

  it.each([
    [{ part: 'agent', reason: 'agent_never_came' }, /ever came/],
    [{ part: 'agent', reason: 'agent_silent' }, /What follows is as of/],
    [{ part: 'kubernetes/pod', reason: '403' }, /kubernetes\/pod: 403/],
  ])('never calls healthy what is not known: %j', async (unknown, text) => {
    renderViews({
      getClusterHealth: async () => ({
        ...clusterMetrics,
        health: {
          status: 'unknown',
          issues: [],
          unknown: [unknown],
          asOfMs: 1,
        },
      }),
    });
    expect(await screen.findByText(text)).toBeInTheDocument();
    expect(screen.queryByText(/Nothing is wrong/)).not.toBeInTheDocument();
  });

  it('lists alerts: what is now, what was when they fired, how long they lasted', async () => {
    renderViews();
    const table = await screen.findByRole('table', { name: 'Recent alerts' });
    expect(
      rowsOf(table)
        .slice(1)
        .map(cells => [...cells.slice(0, 3), cells[4]]),
    ).toEqual([
      [
        'node-1 /var',
        'File system utilisation',
        'Warning',
        '91 % · 86 % when it fired · limit 85 %',
      ],
      [
        'shop.example.com',
        'Error budget burns',
        'Resolved after 1 h',
        '1d · 8× when it fired · limit 7.2× · burning fast',
      ],
    ]);
  });

  it('names the permission that is missing', async () => {
    renderViews({
      getClusterHealth: async () => {
        throw Object.assign(new Error('Refused.'), { statusCode: 403 });
      },
    });
    expect(
      await screen.findByText(
        /permission atlhyper\.node\.read, atlhyper\.resource\.read/,
      ),
    ).toBeInTheDocument();
  });

  it('has dashes, not zeros, for nodes that nobody knows or may see', async () => {
    const none = { capacity: 0, allocatable: 0, requested: 0, limited: 0 };
    const nothing = { ...none, available: 0, usedNodes: 0 };
    renderViews({
      getClusterHealth: async () => ({
        ...clusterMetrics,
        nodes: { total: 0, healthy: 0 },
        ...{ cpu: nothing, memory: nothing },
        gpus: { ...clusterMetrics.gpus, total: 0, available: 0 },
      }),
    });
    const table = await screen.findByRole('table', { name: 'Capacity' });
    expect(rowsOf(table).slice(1)).toEqual([
      ['CPU (cores)', '–', '–', '–', '–', '–', '–'],
      ['Memory', '–', '–', '–', '–', '–', '–'],
    ]);
  });
});

describe('the pods of a cluster', () => {
  it('stand with what they use; a figure that is not known is a dash', async () => {
    renderViews(undefined, 'view=pods');
    const table = await screen.findByRole('table', { name: 'Pods in east-1' });
    expect(rowsOf(table).slice(1)).toEqual([
      [
        'web-1shop Uses 90 % of a limit or more',
        'Runningready',
        '2',
        'node-1',
        '200mrequest 100m, limit 500m',
        '1 GiBrequest 1 GiB, limit 1 GiB',
      ],
      [
        'api-1pay',
        'Pendingnot ready',
        '0',
        '–',
        '–no request, no limit',
        '–no request, no limit',
      ],
    ]);
  });

  it('are narrowed and sorted as the reader asks', async () => {
    const { api } = renderViews(undefined, 'view=pods&namespace=shop');
    await screen.findByRole('table', { name: 'Pods in east-1' });
    await userEvent.click(screen.getByRole('button', { name: /^Show/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Close to a limit' }),
    );
    await userEvent.click(screen.getByRole('button', { name: /^Sort by/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Memory of limit' }),
    );
    await waitFor(() =>
      expect(api.listPodMetrics.mock.lastCall?.[0].query).toEqual({
        cluster: 'east-1',
        namespace: 'shop',
        close_to_limit: true,
        ready: undefined,
        sort: '-memory_of_limit',
        limit: 50,
        cursor: undefined,
      }),
    );
  });
});

describe('the events of a cluster', () => {
  it('stand with their count and what they are about', async () => {
    renderViews(undefined, 'view=events');
    const table = await screen.findByRole('table', {
      name: 'Events in east-1',
    });
    expect(
      rowsOf(table)
        .slice(1)
        .map(cells => cells.slice(1)),
    ).toEqual([
      [
        'Warning',
        'BackOff',
        'shop/web-1Pod',
        'Back-off restarting failed containerkubelet, node-1',
        '42',
      ],
      [
        'Normal',
        'Issued',
        'shop/shop-tlscertificate',
        'The certificate was issued',
        '1',
      ],
    ]);
    // Only what an agent watches can be opened.
    await userEvent.click(
      within(table).getByRole('button', { name: 'shop/web-1' }),
    );
    expect(
      await screen.findByRole('dialog', { name: 'Pod shop/web-1' }),
    ).toBeInTheDocument();
  });

  it('open their object without the search of another kind', async () => {
    renderViews(undefined, 'view=events&kind=deployment&search=front');
    await userEvent.click(
      await screen.findByRole('button', { name: 'shop/web-1' }),
    );
    await screen.findByRole('dialog', { name: 'Pod shop/web-1' });
    await userEvent.keyboard('{Escape}');
    await userEvent.click(await screen.findByRole('tab', { name: 'Objects' }));
    expect(await screen.findByLabelText('Find by name')).toHaveValue('');
  });

  it('are narrowed by type, kind, namespace and words, page by page', async () => {
    const { api } = renderViews(
      undefined,
      'view=events&type=Warning&about=pod&namespace=shop&event=back',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Next page' }),
    );
    await waitFor(() =>
      expect(api.listKubernetesEvents.mock.lastCall?.[0]).toMatchObject({
        params: { cluster: 'east-1' },
        query: {
          type: 'Warning',
          kind: 'pod',
          namespace: 'shop',
          q: 'back',
          limit: 50,
          cursor: 'second',
        },
      }),
    );
  });

  it('keep the focus where pages are turned with the keyboard', async () => {
    const page = (nextCursor?: string) => ({ ...eventsResponse, nextCursor });
    const listKubernetesEvents: Answers['listKubernetesEvents'] = async ({
      query,
    }) => page(query?.cursor === undefined ? 'second' : undefined);
    renderViews({ listKubernetesEvents }, 'view=events');
    (await screen.findByRole('button', { name: 'Next page' })).focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText(/page 2/);
    // There is no page after it.
    expect(screen.getByRole('button', { name: 'Previous page' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText(/page 1/);
    expect(screen.getByRole('button', { name: 'Next page' })).toHaveFocus();
  });

  it('say so where there is none, or none that matches', async () => {
    const listKubernetesEvents = async () => ({
      ...eventsResponse,
      total: 0,
      events: [],
      nextCursor: undefined,
    });
    renderViews({ listKubernetesEvents }, 'view=events&type=Normal');
    expect(await screen.findByText(/No event matches/)).toBeInTheDocument();
  });
});

describe('the agents of a cluster', () => {
  it('stand with what they wait to send and all of their sources', async () => {
    renderViews(undefined, 'view=agents');
    const panel = await screen.findByRole('tabpanel', { name: 'Agents' });
    for (const fact of [
      'Version1.2.3',
      'Roleleader',
      'Rolestands by',
      'Waiting to be sent3 slots (2 KiB) since',
      'Waiting to be sentnothing',
      '4 sources: 1 Failing, 1 Starting, 1 OK, 1 Not available',
    ]) {
      expect(panel).toHaveTextContent(fact);
    }
    const sources = within(panel).getByRole('list', {
      name: 'Sources of agent-0',
    });
    expect(
      within(sources)
        .getAllByRole('listitem')
        .map(item => item.textContent?.replace(/last success .*/, '…')),
    ).toEqual([
      'linkerdFailingconnect ECONNREFUSED · …',
      'routesStartingno success yet',
      'traefikOK',
      'kubernetes/gatewayNot availablethe API server does not serve gateways.gateway.networking.k8s.io',
    ]);
  });
});

describe('one pod', () => {
  const pod: ResourceResponse = {
    ...resourceResponse('east-1', {
      kind: 'pod',
      namespace: 'shop',
      name: 'web-1',
    }),
    data: {
      labels: { 'backstage.io/kubernetes-id': 'web' },
      phase: 'Running',
      ready: false,
      restarts: 7,
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/web:1.2',
          requests: { cpu: 0.25, memory: 128 * MIB },
          limits: { memory: 256 * MIB },
          ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
          ready: false,
          restarts: 7,
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          lastTermination: { reason: 'OOMKilled', exitCode: 137 },
        },
      ],
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [web]',
        },
      ],
      volumes: [{ name: 'config', type: 'configMap', source: 'web-config' }],
    },
  };

  it('opens with its containers, conditions, volumes and events', async () => {
    renderViews({ getResource: async () => pod }, 'kind=pod&object=shop/web-1');
    const panel = await screen.findByRole('dialog');
    const table = async (name: string) =>
      rowsOf(await within(panel).findByRole('table', { name })).slice(1);
    expect(await table('Containers')).toEqual([
      [
        'webregistry.example.com/web:1.2',
        'waiting · CrashLoopBackOff – before: OOMKilled · exit code 137',
        '7',
        '250m CPU, 128 MiB',
        '256 MiB',
        'http 8080',
      ],
    ]);
    expect(await table('Conditions')).toEqual([
      [
        'Ready',
        'False',
        'ContainersNotReady: containers with unready status: [web]',
        '–',
      ],
    ]);
    expect(await table('Volumes')).toEqual([
      ['config', 'configMap', 'web-config'],
    ]);
    expect((await table('Events'))[0].slice(1, 3)).toEqual([
      'Warning',
      'BackOff',
    ]);
  });

  it('leads to the Kubernetes tab of the entities that its label names', async () => {
    const { getEntities } = renderViews(
      { getResource: async () => pod },
      'kind=pod&object=shop/web-1',
    );
    const link = await screen.findByRole('link', {
      name: 'web in the Kubernetes tab',
    });
    expect(link).toHaveAttribute(
      'href',
      '/catalog/default/component/web/kubernetes',
    );
    expect(getEntities).toHaveBeenCalledWith({
      filter: { 'metadata.annotations.backstage.io/kubernetes-id': 'web' },
      limit: 10,
    });
  });
});
