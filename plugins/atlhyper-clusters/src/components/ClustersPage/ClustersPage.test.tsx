import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  busyCluster,
  newCluster,
  resourcesResponse,
} from '../../__fixtures__/clusters';
import { createMockApi } from '../../__fixtures__/mockApi';
import { ClustersPageContent } from './ClustersPage';

const Address = () => (
  <output data-testid="address">{useLocation().search}</output>
);

/** Two clusters that report. */
const twoClusters = {
  getClusters: async () => ({
    clusters: [busyCluster, { ...newCluster, status: 'connected' as const }],
  }),
};

/** The page with the objects of a cluster in front. */
function renderPage(overrides?: Answers, address = '/?') {
  const api = createMockApi(overrides);
  renderInTestApp(
    <TestApiProvider apis={[[atlhyperApiRef, api]]}>
      <ClustersPageContent />
      <Address />
    </TestApiProvider>,
    { initialRouteEntries: [`${address}&view=objects`] },
  );
  return api;
}

const addressNow = () => {
  const { view, ...rest } = Object.fromEntries(
    new URLSearchParams(screen.getByTestId('address').textContent ?? ''),
  );
  expect(view).toBe('objects');
  return rest;
};

const kindButton = async (name: RegExp) =>
  within(
    await screen.findByRole('navigation', { name: 'Kinds of objects' }),
  ).getByRole('button', { name });

/** Titles and cells of a table, without the ages, which go on. */
async function tableOf(name: string) {
  const table = await screen.findByRole('table', { name });
  return within(table)
    .getAllByRole('row')
    .map(row => [...row.children].slice(0, -1).map(cell => cell.textContent));
}

const failing = (statusCode: number, message: string) => async () => {
  throw Object.assign(new Error(message), { statusCode });
};

describe('the cards of the clusters', () => {
  it('say how a cluster, its agents and their sources fare', async () => {
    renderPage();
    const card = await screen.findByTestId('cluster-east-1');
    expect(within(card).getByRole('heading', { level: 2 })).toHaveTextContent(
      'East',
    );
    expect(card).toHaveTextContent('Connected');
    for (const fact of [
      'Nodes4',
      'Pods1,234',
      'Domains5',
      'Gaps of 7 days1',
      '1 h lost: the spool was full',
      'Agent agent-0 (leader): 1 Failing, 1 Starting, 1 OK, 1 Not available',
      'Agent agent-1 (stands by)',
    ]) {
      expect(card).toHaveTextContent(fact);
    }
    // The health is asked for by itself.
    await waitFor(() =>
      expect(card).toHaveTextContent('Critical 2 issuesCPU used25 %'),
    );
    const sources = within(card).getByRole('list', {
      name: 'Failing sources of agent-0',
    });
    expect(sources.textContent).toMatch(
      /^linkerdFailingconnect ECONNREFUSED · last success /,
    );
    expect(within(card).getAllByRole('list')).toHaveLength(2);
  });

  it('say what to do for a cluster without an agent', async () => {
    renderPage();
    const card = await screen.findByTestId('cluster-west-1');
    expect(card).toHaveTextContent('No agent yetStart an agent');
    expect(card).toHaveTextContent('Figures until–');
  });

  it('choose the cluster whose objects are shown, with the keyboard', async () => {
    const api = renderPage(twoClusters, '/?namespace=shop&kind=job');
    const choose = await screen.findByRole('button', {
      name: 'Show west-1',
    });
    expect(choose).toHaveAttribute('aria-pressed', 'false');
    choose.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Show west-1' }),
      ).toHaveAttribute('aria-pressed', 'true'),
    );
    expect(addressNow()).toEqual({ cluster: 'west-1', kind: 'job' });
    await waitFor(() =>
      expect(api.getResources.mock.lastCall?.[0].params).toEqual({
        cluster: 'west-1',
        kind: 'job',
      }),
    );
  });
});

describe('the objects of a cluster', () => {
  it('are counted by kind, with what is not served and not watched', async () => {
    renderPage();
    for (const [name, text] of [
      [/^Pod \d/, 'Pod 2'],
      [/^StatefulSet/, 'StatefulSet 0'],
      [/^Gateway/, 'Gateway not served'],
      [/^Secret/, 'Secret not watched'],
      [/^Job/, 'Job 1, failing'],
      [/^CronJob/, 'CronJob Starting'],
    ] as const) {
      expect(await kindButton(name)).toHaveAccessibleName(text);
    }
    expect(await kindButton(/^Pod \d/)).toHaveAttribute('aria-current', 'true');
  });

  it.each([
    [
      'pod',
      'Pod in east-1',
      [
        ['Name', 'Namespace', 'Phase', 'Ready', 'Restarts', 'Node'],
        ['web-1', 'shop', 'Running', 'yes', '2', 'node-1'],
        ['api-1', 'pay', 'Pending', 'no', '0', '–'],
      ],
    ],
    [
      'deployment',
      'Deployment in east-1',
      [
        ['Name', 'Namespace', 'Ready', 'Updated'],
        ['web', 'shop', '3 / 4', '4'],
      ],
    ],
    [
      'job',
      'Job in east-1',
      [
        ['Name', 'Namespace', 'Active', 'Succeeded', 'Failed', 'Completed'],
        ['reindex', 'shop', '1', '0', '2', '–'],
      ],
    ],
    [
      'persistentvolumeclaim',
      'PersistentVolumeClaim in east-1',
      [
        ['Name', 'Namespace', 'Phase', 'Capacity', 'Storage class', 'Volume'],
        ['data', 'shop', 'Bound', '10Gi', 'fast', '–'],
      ],
    ],
    [
      'configmap',
      'ConfigMap in east-1',
      [
        ['Name', 'Namespace', 'Keys', 'Immutable'],
        ['flags', 'shop', '2', 'no'],
      ],
    ],
    [
      'node',
      'Node in east-1',
      [
        ['Name', 'Ready', 'Kubelet', 'Address', 'Architecture'],
        ['node-1', 'yes', 'v1.31.0', '10.0.0.1', 'arm64'],
      ],
    ],
  ])('of the kind %s have columns of their own', async (kind, name, rows) => {
    renderPage(undefined, `/?kind=${kind}`);
    expect(await tableOf(name)).toEqual(rows);
  });

  it('are chosen by kind with the keyboard, and the address holds it', async () => {
    renderPage(undefined, '/?search=web');
    (await kindButton(/^ConfigMap/)).focus();
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByRole('table', { name: 'ConfigMap in east-1' }),
    ).toBeInTheDocument();
    expect(addressNow()).toEqual({ kind: 'configmap' });
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  it('are asked for as the address says', async () => {
    const api = renderPage(
      twoClusters,
      '/?cluster=west-1&kind=job&namespace=shop&search=web&sort=-created',
    );
    await screen.findByRole('table');
    expect(api.getResources.mock.calls[0][0]).toMatchObject({
      params: { cluster: 'west-1', kind: 'job' },
      query: {
        namespace: 'shop',
        q: 'web',
        sort: '-created',
        limit: 50,
        cursor: undefined,
      },
    });
  });

  it('are searched once typing ends, and narrowed to a namespace', async () => {
    const api = renderPage();
    await screen.findByRole('table');
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Find by name' }),
      'web',
    );
    await waitFor(() =>
      expect(api.getResources.mock.lastCall?.[0].query).toMatchObject({
        q: 'web',
      }),
    );
    expect(api.getResources.mock.calls.map(([call]) => call.query.q)).toEqual([
      undefined,
      'web',
    ]);
    await userEvent.click(
      screen.getByRole('button', { name: /^Namespace All/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'shop' }));
    await waitFor(() =>
      expect(api.getResources.mock.lastCall?.[0].query).toMatchObject({
        q: 'web',
        namespace: 'shop',
      }),
    );
    expect(addressNow()).toEqual({ search: 'web', namespace: 'shop' });
  });

  it('are sorted by the titles of name and age, once more the other way', async () => {
    const api = renderPage();
    await screen.findByRole('table');
    for (const [title, sort, ariaSort] of [
      ['Name', '-name', 'descending'],
      ['Created', 'created', 'ascending'],
      ['Created', '-created', 'descending'],
    ]) {
      await userEvent.click(await screen.findByRole('button', { name: title }));
      await waitFor(() =>
        expect(api.getResources.mock.lastCall?.[0].query).toMatchObject({
          sort,
        }),
      );
      expect(
        await screen.findByRole('columnheader', { name: title }),
      ).toHaveAttribute('aria-sort', ariaSort);
    }
  });

  it('come in pages; another question begins with the first', async () => {
    const api = renderPage({
      getResources: jest.fn(async ({ params, query }) => ({
        ...resourcesResponse(params.cluster, params.kind),
        total: 120,
        nextCursor: query?.cursor ? undefined : 'second',
      })),
    });
    expect(await screen.findByText('120 objects · page 1')).toBeInTheDocument();
    const next = () => screen.findByRole('button', { name: 'Next page' });
    await userEvent.click(await next());
    expect(await screen.findByText('120 objects · page 2')).toBeInTheDocument();
    expect(api.getResources.mock.lastCall?.[0].query).toMatchObject({
      cursor: 'second',
    });
    expect(await next()).toBeDisabled();
    await userEvent.click(
      screen.getByRole('button', { name: 'Previous page' }),
    );
    expect(await screen.findByText('120 objects · page 1')).toBeInTheDocument();
    await userEvent.click(await next());
    await userEvent.click(await screen.findByRole('button', { name: 'Name' }));
    await screen.findByText('120 objects · page 1');
    expect(api.getResources.mock.lastCall?.[0].query).toMatchObject({
      sort: '-name',
      cursor: undefined,
    });
  });
});

describe('one object', () => {
  it('opens from its row with all its data, and closes with Escape', async () => {
    renderPage();
    const open = await screen.findByRole('button', { name: 'web-1' });
    open.focus();
    await userEvent.keyboard('{Enter}');
    const panel = await screen.findByRole('dialog', { name: 'Pod shop/web-1' });
    expect(await within(panel).findByText('uid-1')).toBeInTheDocument();
    for (const [name, value] of [
      ['Namespace', 'shop'],
      ['phase', 'Running'],
      ['ready', 'yes'],
      ['app', 'web'],
    ]) {
      const term = within(panel).getByText(name, { selector: 'dt' });
      expect(term.nextElementSibling).toHaveTextContent(value);
    }
    // A time is no bare number.
    expect(panel).toHaveTextContent(/startedMsJan 10, 2026/);
    expect(addressNow()).toEqual({ kind: 'pod', object: 'shop/web-1' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(addressNow()).toEqual({ kind: 'pod' });
  });

  it('opens from a link, also where the list does not hold it', async () => {
    const api = renderPage(
      undefined,
      '/?kind=node&object=_/node-1&search=none',
    );
    const panel = await screen.findByRole('dialog', { name: 'Node node-1' });
    await waitFor(() => expect(panel).toHaveTextContent('Namespace–'));
    expect(api.getResource.mock.calls[0][0].params).toEqual({
      cluster: 'east-1',
      kind: 'node',
      namespace: '_',
      name: 'node-1',
    });
  });

  it('says so where it is gone', async () => {
    renderPage(undefined, '/?object=shop/gone');
    const panel = await screen.findByRole('dialog');
    expect(await within(panel).findByText("No pod 'gone'")).toBeInTheDocument();
    await userEvent.click(within(panel).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(addressNow()).toEqual({}));
  });
});

describe('what there is instead of objects', () => {
  it('is progress while clusters are awaited', async () => {
    renderPage({ getClusters: () => new Promise(() => {}) });
    // Progress shows itself after a moment only.
    expect(await screen.findByTestId('progress')).toBeInTheDocument();
  });

  it('is a way to begin while there is no cluster', async () => {
    renderPage({ getClusters: async () => ({ clusters: [] }) });
    expect(await screen.findByText('No clusters yet')).toBeInTheDocument();
    expect(screen.getByText(/start an agent in it/)).toBeInTheDocument();
  });

  it('is an error and a way to try again', async () => {
    renderPage({ getResources: failing(500, 'the database is gone') });
    expect(
      (await screen.findAllByText(/the database is gone/))[0],
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(screen.getByTestId('cluster-east-1')).toBeInTheDocument();
  });

  it.each([
    ['getClusters', 'atlhyper.cluster.read'],
    ['getResourceKinds', 'atlhyper.resource.read'],
  ] as const)(
    'names the permission that %s lacks',
    async (question, permission) => {
      renderPage({ [question]: failing(403, 'Refused.') });
      expect(
        await screen.findByText('You may not see this'),
      ).toBeInTheDocument();
      expect(
        screen.getByText(new RegExp(`for the permission ${permission}`)),
      ).toBeInTheDocument();
    },
  );

  it.each([
    ['kind=gateway', 'Not served', /does not have the kind Gateway/],
    ['kind=gateway&search=a', 'Not served', /does not serve gateways/],
    ['kind=secret', 'Not watched', /No agent .* watches the kind Secret/],
    ['kind=statefulset', 'No objects', /no object of this kind/],
  ])('for %s is "%s" with its reason', async (query, title, reason) => {
    renderPage(undefined, `/?${query}`);
    expect(
      await screen.findByRole('heading', { name: title }),
    ).toBeInTheDocument();
    expect(screen.getAllByText(reason).at(-1)).toBeInTheDocument();
  });

  it('is a word that nothing matches', async () => {
    renderPage(undefined, '/?kind=statefulset&search=a');
    expect(await screen.findByText(/No object matches/)).toBeInTheDocument();
  });

  it('is a warning beside objects that are not read any more', async () => {
    renderPage(undefined, '/?kind=job');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'cannot read this kind now: 403: jobs is forbidden',
    );
    expect(screen.getByRole('table')).toBeInTheDocument();
  });

  it('is a kind of the API that does not exist: pods', async () => {
    renderPage(undefined, '/?kind=widget');
    expect(
      await screen.findByRole('table', { name: 'Pod in east-1' }),
    ).toBeInTheDocument();
  });
});
