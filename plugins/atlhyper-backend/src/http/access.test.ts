import {
  atlhyperPermissions,
  endpoints,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { CLUSTER_RULES, type Alert, type ClusterRule } from '@atlhyper/core';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { nodeOf, podOf, podUsages } from '../__testUtils__/exampleCluster';
import { addressOf } from '../__testUtils__/addressOf';
import {
  edgeRow,
  routeOf,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../__testUtils__/examples';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';
import {
  atlhyperResourceConditions,
  createAtlhyperResourceConditionalDecision,
} from '../access/conditions';
import { DatabaseAlertStore } from '../stores/knex/DatabaseAlertStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const PODS = ['shoppod-1', 'betapod-1'];

const reads = Object.values<AnyEndpoint>(endpoints).filter(
  ({ method, open }) => method === 'GET' && !open,
);

/** Further questions that are about pods. */
const ABOUT_PODS = [
  '/v2/nodes?label_selector=app%3Dweb',
  '/v2/nodes?label_selector=app',
  '/v2/nodes?services=beta/cart',
  '/v2/nodes?services=prod/beta/cart',
  '/v2/clusters/prod/resources/pod',
  '/v2/clusters/prod/resources/pod/beta/betapod-1',
  '/v2/clusters/prod/events',
  '/v2/clusters/prod/events?q=pod',
  '/v1/metrics/pods/beta/betapod-1?cluster=prod',
  '/v1/metrics/nodes',
  '/v1/metrics/pods',
  '/v1/metrics/cluster?cluster=prod',
  '/v1/metrics/snapshot?cluster=prod',
];

async function fill(harness: PluginHarness): Promise<void> {
  const nowMs = Date.now();
  const token = await harness.register('prod');
  const session = await harness.openSession(token);
  await harness
    .agentPost(token, 'heartbeat', {
      ...{ protocol: 1, streamId: 'stream-1' },
      agent: {
        ...{ version: '1.0.0', hostname: 'agent-0' },
        ...{ startedMs: nowMs, leader: true },
      },
      sources: [{ name: 'kubernetes/pod', state: 'failing', message: 'no' }],
      spool: { slots: 0, bytes: 0 },
    })
    .expect(200);
  const startMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS - SLOT_MS;
  await session
    .pushSlots(1, [
      slotAt(startMs, [
        routeRow('shop.example', '/', { 200: 9, 500: 1 }),
        edgeRow('web', 'cart', { 200: 9 }),
      ]),
    ])
    .expect(200);
  const service = (namespace: string) => ({
    ...{ kind: 'service' as const, namespace, name: 'cart' },
    ...{ uid: `${namespace}-cart`, resourceVersion: '1' },
    data: { labels: {}, selector: { app: 'web' }, ports: [] } as never,
  });
  const crashes = {
    ...{ ready: false, restarts: 9, labels: { app: 'web' } },
  };
  const pushed = await session.push({
    nodes: [
      {
        ...{ node: 'node-1', timestampMs: nowMs },
        cpu: { coreCount: 4, usedFraction: 0.25 },
        memory: { totalBytes: 16, usedBytes: 4, availableBytes: 12 },
      },
    ],
    usage: {
      nodes: [],
      pods: podUsages(
        { 'shop/shoppod-1': [0.9, 1.9], 'beta/betapod-1': [0.9, 1.9] },
        nowMs,
      ),
      probes: [],
    },
    events: ['shop', 'beta'].map(namespace => ({
      ...{ uid: `event-${namespace}`, type: 'Warning', reason: 'BackOff' },
      ...{ message: `restarting ${namespace}pod-1`, count: 3 },
      ...{ firstMs: nowMs - 5_000, lastMs: nowMs },
      object: { kind: 'pod', namespace, name: `${namespace}pod-1` },
    })),
    routes: {
      ...{ generation: 1, complete: true },
      upserts: [routeOf('shop.example', '/')],
    },
    resources: {
      ...{ generation: 1, complete: true, deletes: [] },
      upserts: [
        nodeOf('node-1'),
        podOf('shop/shoppod-1', crashes),
        podOf('beta/betapod-1', crashes),
        service('shop'),
        service('beta'),
      ],
    },
  });
  expect(pushed.body.error).toBeUndefined();
}

/** What only the monitor remembers: of the cluster, and of an object without a namespace. */
async function remember(knex: Knex): Promise<void> {
  const nowMs = Date.now();
  const alertOf = (
    { code: rule, severity, unit }: ClusterRule,
    named: { id: string; entity: string; part?: string },
  ): Alert => ({
    ...{ ...named, rule, scope: 'prod/_/cluster/prod', severity },
    ...{ sinceMs: nowMs, firedMs: nowMs },
    variants: [
      {
        ...{ id: `${named.id}-1`, variant: severity, severity, unit },
        ...{ sinceMs: nowMs, measuredMs: nowMs, firedMs: nowMs },
        current: { value: 2 },
      },
    ],
  });
  const ruleOf = (code: string) =>
    CLUSTER_RULES.find(one => one.code === code)!;
  await new DatabaseAlertStore(knex).saveRound({
    alerts: [
      alertOf(ruleOf('requests_over_allocatable'), {
        id: 'of-cluster',
        entity: 'prod/_/cluster/prod',
        part: 'clusterpart-1',
      }),
      alertOf(ruleOf('workloads_not_ready'), {
        id: 'of-volume',
        entity: 'prod/_/persistentvolume/volume-1',
      }),
    ],
    droppedIds: [],
    messages: [],
  });
}

describe.each(databases.eachSupportedId())('the rights on %s', id => {
  let harness: PluginHarness;
  let policy: Record<string, PolicyDecision> = {};

  beforeAll(async () => {
    const decide = (name: string) =>
      policy[name] ?? { result: AuthorizeResult.ALLOW };
    const permissions = mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(r => decide(r.permission.name) as never),
      authorizeConditional: async requests =>
        requests.map(r => decide(r.permission.name)),
    });
    const knex = await databases.init(id);
    harness = await startPlugin({ knex, features: [permissions.factory] });
    await fill(harness);
    await remember(knex);
  });

  beforeEach(() => {
    policy = {};
  });

  afterAll(() => harness.backend.stop());

  /** What a caller may see that is limited to one cluster, of every kind. */
  const onlyIn = (cluster: string): Record<string, PolicyDecision> => {
    const isInCluster = (resourceType: string): PolicyDecision => ({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'atlhyper',
      resourceType,
      conditions: {
        resourceType,
        rule:
          resourceType === 'atlhyper-cluster' ? 'IS_CLUSTER' : 'IS_IN_CLUSTER',
        params: { clusterIds: [cluster] },
      },
    });
    return Object.fromEntries(
      atlhyperPermissions.flatMap(one =>
        'resourceType' in one
          ? [[one.name, isInCluster(one.resourceType)]]
          : [],
      ),
    );
  };

  /** Every answer to every question, as one text. */
  async function askAll(): Promise<string> {
    const answers: string[] = [];
    for (const path of [...reads.map(one => addressOf(one)), ...ABOUT_PODS]) {
      const { text, body } = await harness.get(path);
      // An error may say what was asked for.
      answers.push(body.error ? '' : `${path}\n${text}`);
    }
    return answers.join('\n').replace(/^\/.*$/gm, '');
  }

  it('let who may read everything see the pods', async () => {
    const answers = await askAll();
    for (const pod of PODS) {
      expect(answers).toContain(pod);
    }
  });

  it('show no pod to who may not read resources, on any route', async () => {
    policy['atlhyper.resource.read'] = DENY;
    const answers = await askAll();
    for (const pod of PODS) {
      expect(answers).not.toContain(pod);
    }
    // What does not take that right is answered all the same.
    expect(answers).toContain('shop.example');
    expect(answers).toContain('node-1');
  });

  it('show only the pods of the namespaces that a caller may read', async () => {
    policy['atlhyper.resource.read'] =
      createAtlhyperResourceConditionalDecision(
        atlhyperPermissions.find(
          one => one.name === 'atlhyper.resource.read',
        ) as never,
        atlhyperResourceConditions.isInNamespace({ namespaces: ['shop'] }),
      );
    const answers = await askAll();
    expect(answers).toContain('shoppod-1');
    expect(answers).not.toContain('beta');
  });

  it('show what is remembered of a cluster, and of objects without a namespace, by the rights to each', async () => {
    const asked = async (decisions: Record<string, PolicyDecision>) => {
      policy = decisions;
      const answers = await askAll();
      return ['clusterpart-1', 'volume-1'].filter(one => answers.includes(one));
    };
    const inShop = createAtlhyperResourceConditionalDecision(
      atlhyperPermissions.find(
        one => one.name === 'atlhyper.resource.read',
      ) as never,
      atlhyperResourceConditions.isInNamespace({ namespaces: ['shop'] }),
    );
    expect(await asked({})).toEqual(['clusterpart-1', 'volume-1']);
    expect(await asked({ 'atlhyper.cluster.read': DENY })).toEqual([
      'volume-1',
    ]);
    for (const decision of [DENY, inShop]) {
      expect(await asked({ 'atlhyper.resource.read': decision })).toEqual([
        'clusterpart-1',
      ]);
    }
  });

  it('tell of a cluster that a caller may not see no more than of one that is none', async () => {
    policy = onlyIn('elsewhere');
    const ask = async (one: AnyEndpoint, cluster: string) => {
      const { params, query } = one.example;
      const example = { ...one.example, params: { ...params, cluster } };
      const asks = one.query && 'cluster' in one.query.shape;
      const path = addressOf(
        { ...one, example } as AnyEndpoint,
        asks ? { ...query, cluster } : {},
      );
      const { status, text } = await harness.get(path);
      const told = text.replace(/\d{13}/g, 'then');
      return `${one.name} ${status} ${told.replaceAll(cluster, 'it')}`;
    };
    const answersOf = async (cluster: string) => {
      const answers: string[] = [];
      for (const one of reads) answers.push(await ask(one, cluster));
      return answers;
    };
    expect(await answersOf('prod')).toEqual(await answersOf('nowhere'));
  });

  it.each(
    Object.values<AnyEndpoint>(endpoints).map((one): [string, AnyEndpoint] => [
      one.name,
      one,
    ]),
  )('refuse %s to who lacks what it says it needs', async (_, one) => {
    for (const { name } of one.permissions) {
      policy[name] = DENY;
    }
    const answer = await harness.ask(one.method, addressOf(one));
    const refused = [answer.status, answer.body.error?.message ?? ''].join(' ');
    expect(refused).toMatch(one.open ? /^200 $/ : /^403 .*'atlhyper\.[a-z.]+'/);
  });

  it('show nothing to who is denied everything', async () => {
    policy = Object.fromEntries(
      atlhyperPermissions.map(({ name }) => [name, DENY]),
    );
    expect(await askAll()).not.toMatch(
      /shop\.example"|node-1|pod-1|cart"|clusterpart-1|volume-1/,
    );
  });
});
