import {
  capacityResponseSchema,
  clusterMetricsSchema,
  eventsResponseSchema,
  kubernetesNodeMetricsSchema,
  kubernetesNodesResponseSchema,
  metricsSnapshotSchema,
  nodeAlertsResponseSchema,
  nodeMetricsResponseSchema,
  podMetricsResponseSchema,
  podMetricsSchema,
  POD_SORTS,
  workloadNodesResponseSchema,
  type KubernetesEvent,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { z } from 'zod';
import { exampleCluster } from '../__testUtils__/exampleCluster';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';
import {
  atlhyperNodeConditions,
  atlhyperResourceConditions,
  createAtlhyperNodeConditionalDecision,
  createAtlhyperResourceConditionalDecision,
} from '../access/conditions';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const PODS = '/v1/metrics/pods?cluster=one';

function eventOf(
  uid: string,
  lastMs: number,
  overrides: Partial<KubernetesEvent> = {},
): KubernetesEvent {
  return {
    uid,
    namespace: 'default',
    type: 'Normal',
    reason: 'Pulled',
    message: 'Container image already present',
    object: { kind: 'pod', namespace: 'shop', name: 'xyz' },
    count: 1,
    firstMs: 1,
    lastMs,
    ...overrides,
  };
}

/** The same time for two, so that the UID has to decide. */
const EVENTS = [
  eventOf('a', 1_000),
  eventOf('b', 3_000, {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off 100% restarting_failed',
    object: { kind: 'pod', namespace: 'shop', name: 'my-pod' },
  }),
  eventOf('c', 3_000, {
    object: { kind: 'pod', namespace: 'default', name: 'web-1' },
  }),
  eventOf('d', 2_000, {
    reason: 'NodeNotReady',
    object: { kind: 'node', name: 'node-4' },
  }),
];

describe.each(databases.eachSupportedId())('the metrics API on %s', id => {
  let harness: PluginHarness;
  let policy: Record<string, PolicyDecision> = {};

  beforeAll(async () => {
    const decide = (name: string) =>
      policy[name] ?? { result: AuthorizeResult.ALLOW };
    const permissions = mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(r => decide(r.permission.name) as any),
      authorizeConditional: async requests =>
        requests.map(r => decide(r.permission.name)),
    });
    harness = await startPlugin({
      knex: await databases.init(id),
      features: [permissions.factory],
    });
    const nowMs = Date.now();
    const token = await harness.register('one');
    const session = await harness.openSession(token);
    const probe = {
      sourceNode: 'node-1',
      timestampMs: nowMs,
      method: 'tcp',
      sentCount: 3,
      lostCount: 1,
      rttMs: { min: 1, avg: 2, max: 3 },
    };
    const example = exampleCluster(nowMs);
    await session
      .push({
        ...example,
        usage: {
          ...example.usage,
          probes: [
            { ...probe, targetNode: 'node-2' },
            { ...probe, targetNode: 'node-3' },
          ],
        },
        events: EVENTS,
      })
      .expect(200);
    await harness
      .agentPost(token, 'heartbeat', {
        protocol: 1,
        streamId: 'stream-1',
        agent: { version: '1', hostname: 'a', startedMs: 1, leader: true },
        sources: [
          { name: 'kubernetes/event', state: 'ok', lastSuccessMs: 5 },
          { name: 'usage', state: 'failing', message: 'forbidden' },
        ],
        spool: { slots: 0, bytes: 0 },
      })
      .expect(200);
  });

  beforeEach(() => {
    policy = {};
  });

  afterAll(async () => {
    await harness.backend.stop();
  });

  const EVENTS_PATH = '/v2/clusters/one/events';
  const podNames = (answer: { body: any }) =>
    answer.body.pods.map((p: any) => p.name);
  const uids = (answer: { body: any }) =>
    answer.body.events.map((e: any) => e.uid);

  it.each([
    ['/v1/metrics/cluster?cluster=one', clusterMetricsSchema],
    ['/v1/metrics/cluster', clusterMetricsSchema],
    ['/v1/metrics/nodes?cluster=one', kubernetesNodesResponseSchema],
    ['/v1/metrics/nodes/node-1?cluster=one', kubernetesNodeMetricsSchema],
    [PODS, podMetricsResponseSchema],
    [`${PODS}&namespace=&phase=&node=`, podMetricsResponseSchema],
    ['/v1/metrics/pods/shop/my-pod?cluster=one', podMetricsSchema],
    ['/v1/metrics/snapshot?cluster=one', metricsSnapshotSchema],
    [EVENTS_PATH, eventsResponseSchema],
    ['/v2/clusters/one/capacity', capacityResponseSchema],
    ['/v2/nodes/alerts?cluster=one&active=true', nodeAlertsResponseSchema],
    ['/v2/clusters/one/node-metrics', nodeMetricsResponseSchema],
  ])('answers %s in its shape, with nothing beside', async (path, schema) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    expect((schema as z.ZodObject).parse(answer.body)).toEqual(answer.body);
  });

  it('gives the pods of a workload with what they use', async () => {
    const { body } = await harness.get(
      '/v2/nodes?cluster=one&label_selector=!none',
    );
    expect(workloadNodesResponseSchema.parse(body)).toEqual(body);
    const pods = body.nodes.flatMap((n: any) => n.pods);
    const xyz = pods.find((p: any) => p.name === 'xyz');
    expect([xyz.cpu.used, xyz.node]).toEqual([0.75, 'node-3']);
    expect(pods).toHaveLength(5);
  });

  it.each([
    ['nodes?min_cpu=many', /'min_cpu': must be a number or a Kubernetes/],
    ['nodes?min_memory=-1', /'min_memory': must be a number or a Kubernetes/],
    ['nodes?healthy=yes', /'healthy': /],
    ['nodes?sort=age', /'sort': /],
    ['nodes?label_selector=a%20b', /'label_selector': 'a b' is none of/],
    ['pods?limit=501', /'limit': /],
    ['pods?min_memory_of_limit=lots', /'min_memory_of_limit': /],
    ['pods?cursor=abc', /'cursor' is none of this list/],
    ['pods?sort=-cpu&cursor=WyJuYW1lIiwiYSIsImIiLG51bGxd', /'cursor'/],
    ['cluster?cluster=No', /'cluster': must be 1 to 63/],
    ['../../v2/nodes/alerts?limit=0', /'limit': /],
    ['../../v2/nodes/alerts?cursor=x', /'cursor' is none of this list/],
  ])('refuses v1/metrics/%s by its rule', async (path, message) => {
    const url = new URL(path, 'http://host/v1/metrics/');
    const answer = await harness.get(url.pathname + url.search);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
  });

  it.each([
    ['/v1/metrics/cluster?cluster=two', `No cluster 'two'`],
    ['/v1/metrics/nodes?cluster=two', `No cluster 'two'`],
    ['/v1/metrics/nodes/n9?cluster=one', `No node 'n9' in cluster 'one'`],
    ['/v1/metrics/pods/a/b?cluster=one', `No pod 'a/b' in cluster 'one'`],
    ['/v2/clusters/two/events', `No cluster 'two'`],
    ['/v2/clusters/two/capacity', `No cluster 'two'`],
  ])('answers %s with 404', async (path, message) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error.message]).toEqual([404, message]);
  });

  it.each([
    'pods?min_memory_of_limit=&min_cpu_of_limit=&running=&limit=',
    'nodes?min_cpu=&min_memory=&healthy=&label_selector=',
  ])('takes empty parameters of v1/metrics/%s for none', async query => {
    const [list] = query.split('?');
    const all = await harness.get(`/v1/metrics/${list}?cluster=one`);
    const answer = await harness.get(`/v1/metrics/${query}&cluster=one`);
    expect(answer.body).toEqual(all.body);
  });

  it('says why figures are not available', async () => {
    const { body } = await harness.get('/v1/metrics/cluster?cluster=one');
    expect(body.custom.state).toBe('not_available');
    expect(body.health.issues.at(-1)).toMatchObject({
      code: 'usage_source_failing',
      objects: ['usage'],
    });
    expect(body.network.state).toBe('ok');
  });

  it.each(POD_SORTS)('pages by %s: each pod once, in order', async sort => {
    const whole = await harness.get(`${PODS}&sort=${sort}`);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await harness.get(`${PODS}&sort=${sort}&limit=3${cursor}`);
      expect(page.body.total).toBe(8);
      names.push(...podNames(page));
      cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : '';
    } while (cursor && names.length < 20);
    expect(names).toEqual(podNames(whole));
    expect(names).toHaveLength(8);
  });

  it.each([
    ['sort=name', 'close-1,done,failed,my-pod,waits,web-1,web-2,xyz'],
    ['sort=-memory', 'close-1,xyz,my-pod,web-2,web-1,done,failed,waits'],
    ['sort=-memory&limit=1', 'close-1'],
    ['sort=-restarts&limit=1', 'my-pod'],
    ['node=node-3', 'done,web-2,xyz'],
    ['phase=Pending', 'waits'],
    ['close_to_limit=true', 'close-1'],
    ['min_cpu_of_limit=0.5', 'web-2,xyz'],
    ['namespace=shop&running=true', 'close-1,my-pod,xyz'],
  ])('narrows and orders by %s', async (query, names) => {
    const answer = await harness.get(`${PODS}&${query}`);
    expect(podNames(answer).join()).toBe(names);
  });

  it.each([
    ['label_selector=zone%3Db', 'node-2,node-3'],
    ['pressure=true', 'node-2'],
    ['healthy=false', 'node-2,node-4'],
    ['min_cpu=3.1', 'node-2'],
    ['min_memory=13.5Gi', 'node-2'],
    ['min_cpu=0', 'node-1,node-2,node-3'],
    ['sort=-available_cpu', 'node-4,node-2,node-1,node-3'],
  ])('finds nodes by %s', async (query, names) => {
    const { body } = await harness.get(
      `/v1/metrics/nodes?cluster=one&${query}`,
    );
    expect(body.nodes.map((n: any) => n.node).join()).toBe(names);
  });

  describe('events', () => {
    it('come newest first, with the state of their source', async () => {
      const answer = await harness.get(EVENTS_PATH);
      expect(uids(answer)).toEqual(['c', 'b', 'd', 'a']);
      expect(answer.body).toMatchObject({
        total: 4,
        source: { state: 'ok', lastSuccessMs: 5 },
      });
      expect(answer.body.events[1]).toEqual(EVENTS[1]);
    });

    it('come in pages, each once', async () => {
      const found: string[] = [];
      let cursor = '';
      do {
        const page = await harness.get(`${EVENTS_PATH}?limit=1${cursor}`);
        expect(page.body.total).toBe(4);
        found.push(...uids(page));
        cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : '';
      } while (cursor && found.length < 9);
      expect(found).toEqual(['c', 'b', 'd', 'a']);
    });

    it.each([
      ['namespace=shop', 'b,a'],
      ['kind=node', 'd'],
      ['kind=pod&name=xyz', 'a'],
      ['type=Warning', 'b'],
      ['reason=Pulled', 'c,a'],
      ['q=BACK-OFF', 'b'],
      ['q=100%25', 'b'],
      ['q=g_f', 'b'],
      ['q=node-4', 'd'],
      ['q=', 'c,b,d,a'],
      ['from_ms=2000', 'c,b,d'],
    ])('are narrowed by %s', async (query, expected) => {
      const answer = await harness.get(`${EVENTS_PATH}?${query}`);
      expect(uids(answer).join()).toBe(expected);
      expect(answer.body.total).toBe(expected.split(',').length);
    });

    it.each(['cursor=abc', 'limit=501', 'from_ms=-1'])(
      'refuse %s',
      async query => {
        const answer = await harness.get(`${EVENTS_PATH}?${query}`);
        expect(answer.status).toBe(400);
      },
    );
  });

  describe('to who may not see everything', () => {
    const inNamespaces = (...namespaces: string[]) =>
      createAtlhyperResourceConditionalDecision(
        { permission: {} } as any,
        atlhyperResourceConditions.isInNamespace({ namespaces }),
      );
    const nodesNamed = (...names: string[]) =>
      createAtlhyperNodeConditionalDecision(
        { permission: {} } as any,
        atlhyperNodeConditions.hasName({ names }),
      );

    it('counts the pods that they may see, and shows no others', async () => {
      policy['atlhyper.resource.read'] = inNamespaces('default');
      const { body } = await harness.get('/v1/metrics/snapshot?cluster=one');
      expect(Object.keys(body.pods)).toEqual([
        'default/done',
        'default/web-1',
        'default/web-2',
      ]);
      expect(body.clusterMetrics.pods.total).toBe(3);
      expect(JSON.stringify(body)).not.toContain('my-pod');
      // What is asked for on a node is asked for by all.
      expect(body.nodes['node-2'].cpu.requested).toBe(0.5);
      const pod = await harness.get('/v1/metrics/pods/shop/xyz?cluster=one');
      expect(pod.status).toBe(404);
      expect((await harness.get(`${PODS}&sort=-cpu`)).body.total).toBe(2 + 1);
    });

    it('shows events of the objects that they may see', async () => {
      policy['atlhyper.resource.read'] = inNamespaces('shop');
      const answer = await harness.get(EVENTS_PATH);
      expect(uids(answer)).toEqual(['b', 'a']);
      expect(answer.body.total).toBe(2);
      policy['atlhyper.resource.read'] =
        createAtlhyperResourceConditionalDecision({ permission: {} } as any, {
          not: atlhyperResourceConditions.isInNamespace({
            namespaces: ['shop'],
          }),
        });
      expect(uids(await harness.get(EVENTS_PATH))).toEqual(['c']);
      policy['atlhyper.cluster.read'] = DENY;
      expect((await harness.get(EVENTS_PATH)).body.source).toBeUndefined();
    });

    it('shows the nodes that they may see, and no word of others', async () => {
      policy['atlhyper.node.read'] = nodesNamed('node-1', 'node-2');
      const { body } = await harness.get('/v1/metrics/cluster?cluster=one');
      expect(body.nodes).toEqual({ total: 2, healthy: 1 });
      const node = await harness.get('/v1/metrics/nodes/node-1?cluster=one');
      expect(node.body.probes.map((p: any) => p.targetNode)).toEqual([
        'node-2',
      ]);
      const other = await harness.get('/v1/metrics/nodes/node-3?cluster=one');
      expect(other.status).toBe(404);
      const capacity = await harness.get('/v2/clusters/one/capacity');
      expect(capacity.body.nodes.map((n: any) => n.node)).toEqual([
        'node-1',
        'node-2',
      ]);
    });

    it('refuses those who may see none of it, and only those', async () => {
      policy['atlhyper.node.read'] = DENY;
      expect((await harness.get('/v1/metrics/nodes')).status).toBe(403);
      expect((await harness.get(PODS)).status).toBe(200);
      const { body } = await harness.get('/v1/metrics/cluster');
      expect([body.nodes.total, body.pods.total]).toEqual([0, 8]);
      expect(body.health.issues.map((i: any) => i.code)).not.toContain(
        'no_nodes',
      );
      policy['atlhyper.resource.read'] = DENY;
      expect((await harness.get('/v2/nodes/alerts')).status).toBe(403);
      for (const path of [
        PODS,
        EVENTS_PATH,
        '/v1/metrics/cluster?cluster=one',
        '/v1/metrics/snapshot?cluster=one',
      ]) {
        expect((await harness.get(path)).status).toBe(403);
      }
    });

    it('needs the cluster named where not exactly one can be seen', async () => {
      policy['atlhyper.cluster.read'] = DENY;
      const answer = await harness.get('/v1/metrics/cluster');
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(/'cluster' is required/);
    });
  });
});
