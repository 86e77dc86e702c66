import type {
  KubernetesEvent,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../../__testUtils__/openStack';
import { pruneAll } from '../../../tasks/pruneAll';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const DAY_MS = 86_400_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const event = (overrides: Partial<KubernetesEvent> = {}): KubernetesEvent => ({
  uid: 'e1',
  namespace: 'shop',
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  object: { kind: 'pod', namespace: 'shop', name: 'api-1', uid: 'p1' },
  reporter: 'kubelet',
  node: 'n1',
  count: 3,
  firstMs: NOW_MS - 60_000,
  lastMs: NOW_MS - 30_000,
  ...overrides,
});

const podUsage = (timestampMs: number, cpuCores: number): Partial<Usage> => ({
  pods: [
    {
      namespace: 'shop',
      name: 'api-1',
      timestampMs,
      source: 'metrics-server',
      containers: [{ name: 'app', cpuCores }],
    },
  ],
});

describe.each(databases.eachSupportedId())('recorded state on %s', id => {
  let stack: Stack;
  let agent: StackAgent;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    agent = await StackAgent.open(stack);
  });

  const counts = async () => {
    const rows = await stack.knex('kubernetes_events').orderBy('uid').select();
    return rows.map(row => [row.uid, Number(row.count), Number(row.last_ms)]);
  };
  const used = async () => {
    const rows = await stack.knex('pod_usage').select();
    return rows.map(row => JSON.parse(row.usage_json).containers[0].cpuCores);
  };
  const usageOf = (usage: Partial<Usage>) => ({
    usage: { pods: [], nodes: [], probes: [], ...usage },
  });

  describe('of events', () => {
    it('takes over the count of Kubernetes, however often it is told', async () => {
      await agent.push({ events: [event()] });
      await agent.push({ events: [event(), event()] });
      expect(await counts()).toEqual([['e1', 3, NOW_MS - 30_000]]);
      const again = event({ count: 4, lastMs: NOW_MS - 10_000 });
      await agent.push({ events: [again] });
      await agent.push({ events: [event()] });
      expect(await counts()).toEqual([['e1', 4, NOW_MS - 10_000]]);
    });

    it.each([
      ['a higher count at the same time', { count: 4 }, 4],
      ['a lower count at the same time', { count: 2 }, 3],
      ['a later time', { count: 1, lastMs: NOW_MS }, 1],
      ['an earlier time', { count: 9, lastMs: NOW_MS - 40_000 }, 3],
    ])('goes by %s', async (_, later, expected) => {
      await agent.push({ events: [event()] });
      await agent.push({ events: [event(later)] });
      expect((await counts())[0][1]).toBe(expected);
    });

    it('comes to the same in whatever order they arrive, in one push or in many', async () => {
      const told = [
        event({ count: 1, lastMs: NOW_MS - 50_000 }),
        event({ count: 2, lastMs: NOW_MS - 40_000 }),
        event({ count: 3, lastMs: NOW_MS - 40_000 }),
      ];
      await agent.push({ events: [told[2], told[0], told[1]] });
      const once = await counts();
      await stack.knex('kubernetes_events').delete();
      for (const one of [told[1], told[2], told[0]]) {
        await agent.push({ events: [one] });
      }
      expect(await counts()).toEqual(once);
    });

    it('does not let one from a clock that is ahead stay the newest', async () => {
      await agent.push({ events: [event({ lastMs: NOW_MS + DAY_MS })] });
      expect((await counts())[0][2]).toBe(NOW_MS);
    });

    it('keeps as long, and as many, as it is told', async () => {
      await agent.push({
        events: [1, 2, 3, 4].map(i =>
          event({ uid: `e${i}`, lastMs: NOW_MS - i * DAY_MS }),
        ),
      });
      const { events } = stack.stores;
      expect(await events.prune(NOW_MS - 3 * DAY_MS, 100)).toBe(1);
      expect(await events.prune(0, 2)).toBe(1);
      expect((await counts()).map(([uid]) => uid)).toEqual(['e1', 'e2']);
    });
  });

  it('finds every event once, however many there are', async () => {
    const many = 12_000;
    const row = {
      cluster_id: 'prod',
      type: 'Normal',
      message: '',
      object_kind: 'pod',
      object_name: 'a',
      count: 1,
      first_ms: 1,
    };
    // Several at one time, so that no stretch of time ends between two of them by chance.
    for (let i = 0; i < many; i += 50) {
      await stack.knex('kubernetes_events').insert(
        Array.from({ length: 50 }, (_, k) => ({
          ...row,
          uid: `e${i + k}`,
          reason: (i + k) % 2_400 === 0 ? 'Rare' : 'Common',
          last_ms: Math.floor((i + k) / 7),
        })),
      );
    }
    const { events } = stack.stores;
    expect(await events.countEvents({ access: 'all', clusterId: 'prod' })).toBe(
      many,
    );
    const rare = {
      access: 'all' as const,
      clusterId: 'prod',
      contains: 'rare',
    };
    expect(await events.countEvents(rare)).toBe(5);
    expect(await events.countEvents({ ...rare, fromMs: 1_000 })).toBe(2);
    const first = await events.listEvents({ ...rare, limit: 3 });
    const { lastMs, uid } = first[2];
    const next = await events.listEvents({
      ...rare,
      limit: 9,
      after: { lastMs, uid },
    });
    expect([...first, ...next].map(one => one.uid)).toEqual([
      'e9600',
      'e7200',
      'e4800',
      'e2400',
      'e0',
    ]);
  });

  describe('of usage', () => {
    it('is the newest, however it arrives', async () => {
      await agent.push(usageOf(podUsage(NOW_MS - 20, 2)));
      await agent.push(usageOf(podUsage(NOW_MS - 30, 3)));
      expect(await used()).toEqual([2]);
      await agent.push(usageOf(podUsage(NOW_MS - 10, 1)));
      expect(await used()).toEqual([1]);
    });

    it('is not shut out by a clock that was ahead', async () => {
      await agent.push(usageOf(podUsage(NOW_MS + DAY_MS, 9)));
      stack.time.nowMs += 1_000;
      await agent.push(usageOf(podUsage(NOW_MS + 500, 1)));
      expect(await used()).toEqual([1]);
    });

    it('is kept for pods, nodes and pairs of nodes, and no longer than it speaks of now', async () => {
      const probe = {
        sourceNode: 'n1',
        timestampMs: NOW_MS,
        method: 'tcp' as const,
        sentCount: 3,
        lostCount: 0,
      };
      await agent.push(
        usageOf({
          ...podUsage(NOW_MS, 1),
          nodes: [{ node: 'n1', timestampMs: NOW_MS, cpuCores: 1 }],
          probes: [
            { ...probe, targetNode: 'n2' },
            { ...probe, targetNode: 'n3' },
          ],
        }),
      );
      const rows = async () =>
        Promise.all(
          ['pod_usage', 'node_usage', 'network_probes'].map(
            async table => (await stack.knex(table).select()).length,
          ),
        );
      const pruneAt = (nowMs: number) =>
        pruneAll({
          stores: stack.stores,
          retention: stack.config.retention,
          cacheRetentionMs: stack.config.metrics.cacheRetentionMs,
          nowMs,
          logger: mockServices.logger.mock(),
        });
      await pruneAt(NOW_MS + 300_000);
      expect(await rows()).toEqual([1, 1, 2]);
      await pruneAt(NOW_MS + 300_001);
      expect(await rows()).toEqual([0, 0, 0]);
    });
  });

  it.each([
    { events: [event()] },
    { usage: { pods: [], nodes: [], probes: [] } },
  ])('refuses %j of a history', async parts => {
    const history = await StackAgent.open(stack, { role: 'backfill' });
    await expect(history.push(parts)).rejects.toThrow(
      /'(events|usage)' is not taken in the backfill role/,
    );
  });

  it('refuses a node whose data is none', async () => {
    const upserts = [
      {
        kind: 'node' as const,
        name: 'n1',
        uid: 'n1',
        resourceVersion: '1',
        data: { labels: {}, ready: 'yes' },
      },
    ];
    const resources = { generation: 1, complete: true, deletes: [], upserts };
    await expect(agent.push({ resources })).rejects.toThrow(
      /resources.upserts\[0\].data.ready/,
    );
  });

  it('gives the address of the API as the live agent said last', async () => {
    const api = async () =>
      (await stack.clusters.listClusters('all')).clusters[0].kubernetesApi;
    const kubernetesApi = { url: 'https://api.example:6443', caData: 'YWJj' };
    const identity = { clusterId: 'prod', tokenId: 't', backfill: true };
    const open = (role: 'live' | 'backfill', more: object) =>
      stack.gateway.openSession(identity, {
        protocol: 1,
        role,
        streamId: 's',
        agent: { version: '1', hostname: 'a' },
        ...more,
      });
    expect(await api()).toBeUndefined();
    await open('live', { kubernetesApi });
    await open('backfill', {});
    expect(await api()).toEqual(kubernetesApi);
    await open('live', {});
    expect(await api()).toBeUndefined();
  });
});
