import {
  AtlhyperClient,
  endpoints,
  RESOURCE_KINDS,
  resourceKindsResponseSchema,
  resourceResponseSchema,
  resourcesResponseSchema,
  type Resource,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { nodeData } from '../__testUtils__/examples';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';
import {
  atlhyperResourceConditions,
  createAtlhyperResourceConditionalDecision,
} from '../access/conditions';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const PODS = '/v2/clusters/one/resources/pod';

function objectOf(
  kind: Resource['kind'],
  key: string,
  data: Resource['data'] = {},
): Resource {
  const [namespace, name] = key.split('/');
  return {
    kind,
    namespace: namespace || undefined,
    name,
    uid: `uid-${name}`,
    resourceVersion: '7',
    data: { labels: {}, ...data },
  };
}

const pod = (key: string, startedMs?: number) =>
  objectOf('pod', key, {
    phase: 'Running',
    ready: true,
    restarts: 0,
    ...(startedMs !== undefined && { startedMs }),
  });

/** Two namespaces; ages in another order than names; two have none. */
const OBJECTS: Resource[] = [
  pod('shop/web-2', 1_000),
  pod('shop/web-10', 3_000),
  pod('shop/api_1', 2_000),
  pod('shop/apix1'),
  pod('pay/web-2', 3_000),
  pod('pay/Web-A'),
  objectOf('configmap', 'shop/flags', {
    createdMs: 5_000,
    startedMs: 1,
    keys: [{ key: 'a', length: 1 }],
  }),
  objectOf('node', '/node-1', nodeData()),
];

const SOURCES = [
  { name: 'kubernetes/pod', state: 'ok', lastSuccessMs: 4_000 },
  {
    name: 'kubernetes/ingressroute',
    state: 'not_available',
    message: 'the API server does not serve ingressroutes.traefik.io',
  },
  { name: 'kubernetes/ingressroute.traefik.containo.us', state: 'ok' },
  {
    name: 'kubernetes/gateway',
    state: 'not_available',
    message: 'the API server does not serve gateways.gateway.networking.k8s.io',
  },
];

describe.each(databases.eachSupportedId())('the resource API on %s', id => {
  let harness: PluginHarness;
  let policy: Record<string, PolicyDecision>;

  beforeAll(async () => {
    const decide = (name: string) =>
      policy[name] ?? { result: AuthorizeResult.ALLOW };
    const permissions = mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(r => decide(r.permission.name) as any),
      authorizeConditional: async requests =>
        requests.map(r => decide(r.permission.name)),
    });
    policy = {};
    harness = await startPlugin({
      knex: await databases.init(id),
      features: [permissions.factory],
    });
    const token = await harness.register('one');
    const session = await harness.openSession(token);
    await session
      .push({
        resources: {
          generation: 1,
          complete: true,
          upserts: OBJECTS,
          deletes: [],
        },
      })
      .expect(200);
    const other = await harness.openSession(await harness.register('two'));
    await other.push({
      resources: {
        generation: 1,
        complete: true,
        upserts: [pod('shop/elsewhere', 1)],
        deletes: [],
      },
    });
    for (const [hostname, leader, sources] of [
      ['follower', false, []],
      ['leader', true, SOURCES],
    ] as const) {
      await harness
        .agentPost(token, 'heartbeat', {
          protocol: 1,
          streamId: hostname,
          agent: { version: '1.0.0', hostname, startedMs: 1, leader },
          sources,
          spool: { slots: 0, bytes: 0 },
        })
        .expect(200);
    }
  });

  beforeEach(() => {
    policy = {};
  });

  afterAll(async () => {
    await harness.backend.stop();
  });

  const namesOf = (answer: { body: any }) =>
    answer.body.resources.map((r: any) => `${r.namespace ?? ''}/${r.name}`);

  /** The names on all pages, and how many pages it took. */
  async function pagesOf(query: string) {
    const names: string[] = [];
    let cursor = '';
    let pages = 0;
    do {
      const answer = await harness.get(`${PODS}?${query}${cursor}`);
      expect(answer.status).toBe(200);
      names.push(...namesOf(answer));
      pages += 1;
      cursor = answer.body.nextCursor
        ? `&cursor=${answer.body.nextCursor}`
        : '';
    } while (cursor && pages < 20);
    return { names, pages };
  }

  it.each([
    ['/v2/clusters/one/resources', resourceKindsResponseSchema],
    [PODS, resourcesResponseSchema],
    [`${PODS}?namespace=&q=&sort=-created&limit=1`, resourcesResponseSchema],
    [`${PODS}/shop/web-2`, resourceResponseSchema],
    ['/v2/clusters/one/resources/node/_/node-1', resourceResponseSchema],
  ])('answers %s in its shape, with nothing beside', async (path, schema) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    expect((schema as z.ZodObject).parse(answer.body)).toEqual(answer.body);
  });

  it('counts every kind, and says how its watch fares', async () => {
    const { body } = await harness.get('/v2/clusters/one/resources');
    const kinds = new Map(body.kinds.map((k: any) => [k.kind, k]));
    expect([...kinds.keys()]).toEqual(RESOURCE_KINDS);
    expect(kinds.get('pod')).toEqual({
      kind: 'pod',
      count: 6,
      source: { state: 'ok', lastSuccessMs: 4_000 },
    });
    expect(kinds.get('ingressroute')).toMatchObject({
      count: 0,
      source: { state: 'ok' },
    });
    expect(kinds.get('secret')).toEqual({ kind: 'secret', count: 0 });
  });

  it('answers a kind that the API server lacks with the state of its source', async () => {
    const { body } = await harness.get('/v2/clusters/one/resources/gateway');
    expect(body).toMatchObject({
      total: 0,
      resources: [],
      source: {
        state: 'not_available',
        message: expect.stringContaining('does not serve gateways'),
      },
    });
  });

  // Bytewise, capitals come first and "-10" before "-2".
  const BY_NAME = [
    'pay/Web-A',
    'shop/api_1',
    'shop/apix1',
    'shop/web-10',
    'pay/web-2',
    'shop/web-2',
  ];
  const BY_AGE = [
    'shop/web-2',
    'shop/api_1',
    'shop/web-10',
    'pay/web-2',
    'pay/Web-A',
    'shop/apix1',
  ];
  const NEWEST_FIRST = [
    'pay/web-2',
    'shop/web-10',
    'shop/api_1',
    'shop/web-2',
    'shop/apix1',
    'pay/Web-A',
  ];

  it.each([
    ['name', BY_NAME],
    ['-name', [...BY_NAME].reverse()],
    ['created', BY_AGE],
    ['-created', NEWEST_FIRST],
  ])('sorts by %s and pages without loss or repeat', async (sort, names) => {
    expect(namesOf(await harness.get(`${PODS}?sort=${sort}`))).toEqual(names);
    for (const [limit, pages] of [
      [1, 6],
      [2, 3],
      [4, 2],
      [6, 1],
    ]) {
      expect(await pagesOf(`sort=${sort}&limit=${limit}`)).toEqual({
        names,
        pages,
      });
    }
  });

  it.each([
    ['namespace=pay', ['pay/Web-A', 'pay/web-2']],
    ['q=WEB-2', ['pay/web-2', 'shop/web-2']],
    ['q=web&namespace=shop', ['shop/web-10', 'shop/web-2']],
    // `_` and `%` stand for themselves.
    ['q=api_1', ['shop/api_1']],
    ['q=%25', []],
    ['q=!', []],
    ['namespace=none', []],
  ])('filters by %s', async (query, names) => {
    const answer = await harness.get(`${PODS}?${query}`);
    expect(namesOf(answer)).toEqual(names);
    expect(answer.body.total).toBe(names.length);
    expect(answer.body.namespaces).toEqual(['pay', 'shop']);
  });

  it('takes the creation before the start as age', async () => {
    const { body } = await harness.get(
      '/v2/clusters/one/resources/configmap/shop/flags',
    );
    expect(body).toEqual({
      cluster: 'one',
      kind: 'configmap',
      namespace: 'shop',
      name: 'flags',
      uid: 'uid-flags',
      resourceVersion: '7',
      createdMs: 5_000,
      data: {
        labels: {},
        createdMs: 5_000,
        startedMs: 1,
        keys: [{ key: 'a', length: 1 }],
      },
    });
  });

  const cursorOf = (sort: string, after: object) =>
    Buffer.from(
      JSON.stringify({ list: 'resources', order: `pod ${sort}`, after }),
    ).toString('base64url');
  const POSITION = { name: 'a', namespace: 'b' };

  it.each([
    ['/v2/clusters/one/resources/widget', /'kind': must be one of pod, node,/],
    [`/v2/clusters/one/resources/toString`, /'kind': must be one of pod/],
    ['/v2/clusters/one/resources/widget/a/b', /'kind': must be one of pod/],
    [`${PODS}?sort=age`, /'sort'/],
    [`${PODS}?limit=0`, /'limit'/],
    [`${PODS}?limit=501`, /'limit'/],
    [`${PODS}?q=a&q=b`, /'q'/],
    [`${PODS}?cursor=x`, /'cursor' is none of this list/],
    [`${PODS}?cursor=${cursorOf('created', POSITION)}`, /'cursor'/],
    [
      `${PODS}?sort=created&cursor=${cursorOf('created', POSITION)}`,
      /'cursor' is none of this list/,
    ],
    [
      `${PODS}?cursor=${cursorOf('name', { ...POSITION, name: 'a\0' })}`,
      /'cursor'/,
    ],
  ])('refuses %s and says why', async (path, message) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error.name]).toEqual([
      400,
      'InputError',
    ]);
    expect(answer.body.error.message).toMatch(message);
  });

  it.each([
    ['/v2/clusters/none/resources', /No cluster 'none'/],
    ['/v2/clusters/none/resources/pod', /No cluster 'none'/],
    [`${PODS}/shop/none`, /No pod 'shop\/none' in cluster 'one'/],
    [`${PODS}/_/web-2`, /No pod 'web-2' in cluster 'one'/],
    ['/v2/clusters/one/resources/node/shop/node-1', /No node/],
    ['/v2/clusters/two/resources/pod/shop/web-2', /in cluster 'two'/],
  ])('answers %s with 404', async (path, message) => {
    const answer = await harness.get(path);
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toMatch(message);
  });

  describe('to who may not read everything', () => {
    const { isInCluster, isInNamespace } = atlhyperResourceConditions;
    const PERMISSION = { resourceType: 'atlhyper-resource' } as any;
    const only = (
      conditions: Parameters<
        typeof createAtlhyperResourceConditionalDecision
      >[1],
    ) => {
      policy['atlhyper.resource.read'] =
        createAtlhyperResourceConditionalDecision(PERMISSION, conditions);
    };
    const countOf = async (kind: string, cluster = 'one') => {
      const { body } = await harness.get(`/v2/clusters/${cluster}/resources`);
      return body.kinds.find((k: any) => k.kind === kind).count;
    };

    it('answers 403 where nothing may be read', async () => {
      policy['atlhyper.resource.read'] = DENY;
      for (const path of ['/v2/clusters/one/resources', PODS]) {
        const answer = await harness.get(path);
        expect([answer.status, answer.body.error.message]).toEqual([
          403,
          expect.stringContaining('atlhyper.resource.read'),
        ]);
      }
    });

    it('shows the objects of a namespace, and none that has no namespace', async () => {
      only(isInNamespace({ namespaces: ['shop', ''] }));
      const answer = await harness.get(PODS);
      expect(answer.body).toMatchObject({ total: 4, namespaces: ['shop'] });
      expect(await countOf('pod')).toBe(4);
      expect(await countOf('node')).toBe(0);
      expect((await harness.get(`${PODS}/pay/web-2`)).status).toBe(404);
      expect((await harness.get(`${PODS}/shop/web-2`)).status).toBe(200);
    });

    it('hides what has no namespace from all namespaces but some', async () => {
      only({ not: isInNamespace({ namespaces: ['shop'] }) });
      expect(namesOf(await harness.get(PODS))).toEqual([
        'pay/Web-A',
        'pay/web-2',
      ]);
      expect(await countOf('node')).toBe(0);
    });

    it('shows everything of a cluster, and nothing of another', async () => {
      only(isInCluster({ clusterIds: ['one'] }));
      expect(await countOf('node')).toBe(1);
      expect(await countOf('pod')).toBe(6);
      expect(await countOf('pod', 'two')).toBe(0);
      // One that does not exist looks the same.
      expect(await countOf('pod', 'none')).toBe(0);
    });

    it('keeps the state of sources for who may read the cluster', async () => {
      policy['atlhyper.cluster.read'] = DENY;
      const answer = await harness.get(PODS);
      expect(answer.body.total).toBe(6);
      expect(answer.body.source).toBeUndefined();
    });
  });

  it('answers the client, whatever is in a name', async () => {
    const { port } = harness.backend.server.address() as AddressInfo;
    const client = new AtlhyperClient({
      fetchApi: { fetch },
      discoveryApi: {
        getBaseUrl: async () => `http://localhost:${port}/api/atlhyper`,
      },
    });
    const params = { cluster: 'one' };
    expect(
      (await client.call(endpoints.getResourceKinds, { params })).cluster,
    ).toBe('one');
    const page = await client.call(endpoints.getResources, {
      params: { ...params, kind: 'pod' },
      query: { namespace: 'shop', sort: '-created', limit: 1 },
    });
    expect(page.resources.map(r => r.name)).toEqual(['web-10']);
    const node = { kind: 'node', name: 'node-1' } as const;
    const named = { ...params, ...node, namespace: '_' };
    expect(
      await client.call(endpoints.getResource, { params: named }),
    ).toMatchObject(node);
    await expect(
      client.call(endpoints.getResource, { params: { ...named, name: 'a/b' } }),
    ).rejects.toThrow(/404/);
  });
});
