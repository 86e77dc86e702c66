import {
  agentTokensResponseSchema,
  atlhyperPermissions,
  clustersResponseSchema,
  domainDetailResponseSchema,
  sloHistoryResponseSchema,
  domainsResponseSchema,
  issuedTokenSchema,
  nodeHistoryResponseSchema,
  nodeMetricsResponseSchema,
  nodeStateSchema,
  registerClusterResponseSchema,
  workloadNodesResponseSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { z } from 'zod';
import { routeOf, routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { PluginHarness, startPlugin } from '../__testUtils__/startPlugin';
import { toOpenSlo } from '../services/targets/openSlo';
import {
  atlhyperClusterConditions,
  atlhyperDomainConditions,
  atlhyperNodeConditions,
  createAtlhyperClusterConditionalDecision,
  createAtlhyperDomainConditionalDecision,
  createAtlhyperNodeConditionalDecision,
} from '../access/conditions';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** What each permission is answered with; allowed where nothing is said. */
type Policy = Record<string, PolicyDecision>;

const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

describe.each(databases.eachSupportedId())('the API on %s', id => {
  let harness: PluginHarness;
  let policy: Policy;
  const auditor = mockServices.auditor.mock();

  beforeEach(async () => {
    policy = {};
    const decide = (name: string) =>
      policy[name] ?? { result: AuthorizeResult.ALLOW };
    const permissions = mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(r => decide(r.permission.name) as any),
      authorizeConditional: async requests =>
        requests.map(r => decide(r.permission.name)),
    });
    auditor.createEvent.mockReset().mockImplementation(async () => ({
      success: async () => {},
      fail: async () => {},
    }));
    harness = await startPlugin({
      knex: await databases.init(id),
      features: [permissions.factory, auditor.factory],
    });
    for (const cluster of ['one', 'two']) {
      await fillCluster(harness, cluster);
    }
  });

  afterEach(async () => {
    await harness.backend.stop();
  });

  it.each([
    ['/v2/clusters', clustersResponseSchema],
    ['/v2/clusters/one/tokens', agentTokensResponseSchema],
    ['/v2/slo/domains', domainsResponseSchema],
    ['/v2/slo/domains?window=30d&cluster=one', domainsResponseSchema],
    ['/v2/slo/domains?domains=*.example,b.test/api', domainsResponseSchema],
    ['/v2/slo/domains/shop.example', domainDetailResponseSchema],
    ['/v2/slo/domains/SHOP.example?window=7d', domainDetailResponseSchema],
    ['/v2/slo/domains/shop.example/history', sloHistoryResponseSchema],
    [
      '/v2/slo/domains/shop.example/history?window=7d&path=/',
      sloHistoryResponseSchema,
    ],
    ['/v2/clusters/one/node-metrics', nodeMetricsResponseSchema],
    ['/v2/clusters/one/node-metrics/worker-1', nodeStateSchema],
    [
      '/v2/clusters/one/node-metrics/worker-1/history?hours=720',
      nodeHistoryResponseSchema,
    ],
    ['/v2/nodes?services=shop/web', workloadNodesResponseSchema],
    [
      '/v2/nodes?namespace=shop&label_selector=app%3Dweb',
      workloadNodesResponseSchema,
    ],
  ])('answers %s in its shape, with nothing beside', async (path, schema) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    const parsed = (schema as z.ZodObject).parse(answer.body);
    // Objects drop keys they do not know, so an unknown one would be missing here.
    expect(parsed).toEqual(answer.body);
  });

  it('answers /health to anyone', async () => {
    const answer = await harness.get('/health').set('Authorization', 'none');
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    ['/v2/slo/domains?window=2d', /'window'/],
    ['/v2/slo/domains?window=1d&window=7d', /'window'/],
    ['/v2/slo/domains?cluster=No!', /'cluster'.*lower-case/],
    ['/v2/slo/domains?domains=,', /'domains': must hold 1 to 200/],
    [
      `/v2/slo/domains?domains=${Array(201).fill('a')}`,
      /'domains': must hold 1 to 200/,
    ],
    ['/v2/slo/domains?domains=a%00b', /NUL/],
    ['/v2/slo/domains/a%00b', /NUL/],
    ['/v2/clusters/a%00b/tokens', /NUL/],
    ['/v2/nodes?services=shop/w%00b', /NUL/],
    ['/v2/clusters/one/node-metrics/worker-1/history?hours=0', /'hours'/],
    ['/v2/clusters/one/node-metrics/worker-1/history?hours=87601', /'hours'/],
    ['/v2/clusters/one/node-metrics/worker-1/history?hours=x', /'hours'/],
    ['/v2/nodes', /'services' or 'label_selector' is required/],
    ['/v2/nodes?services=web', /'services\[0\]': must be namespace\/name/],
    ['/v2/nodes?label_selector=a%20b', /'label_selector'/],
  ])('refuses %s and names the parameter', async (path, message) => {
    const answer = await harness.get(path);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ name: 'InputError' });
    expect(answer.body.error.message).toMatch(message);
  });

  it.each([
    ['/v2/slo/domains/none.example', `No domain 'none.example'`],
    ['/v2/slo/domains/none.example/history', `No domain 'none.example'`],
    ['/v2/clusters/none/tokens', `No cluster 'none'`],
    ['/v2/clusters/none/node-metrics', `No cluster 'none'`],
    ['/v2/clusters/one/node-metrics/none', `No node 'none' in cluster 'one'`],
    [
      '/v2/clusters/one/node-metrics/none/history',
      `No node 'none' in cluster 'one'`,
    ],
  ])('answers %s with 404', async (path, message) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error.message]).toEqual([404, message]);
  });

  describe('clusters', () => {
    it('are registered once, under a name that is a DNS label', async () => {
      const again = await harness.post('/v2/clusters', { id: 'one' });
      expect([again.status, again.body.error.message]).toEqual([
        409,
        `Cluster 'one' is registered already`,
      ]);
      const wrong = await harness.post('/v2/clusters', { id: 'One', x: 1 });
      expect(wrong.status).toBe(400);
      const right = await harness.post('/v2/clusters', {
        id: 'three',
        displayName: 'Number three',
      });
      const { cluster, token } = registerClusterResponseSchema.parse(
        right.body,
      );
      expect(cluster).toMatchObject({
        displayName: 'Number three',
        status: 'never',
      });
      expect(token.createdBy).toBe('user:default/mock');
    });

    it('have no name that cannot be stored', async () => {
      const cluster = { id: 'three', displayName: 'a\0b' };
      const answer = await harness.post('/v2/clusters', cluster);
      expect([answer.status, answer.body.error.name]).toEqual([
        400,
        'InputError',
      ]);
    });

    it('have two valid tokens at most', async () => {
      const tokens = '/v2/clusters/one/tokens';
      const second = await harness.post(tokens, {});
      expect(second.status).toBe(201);
      const issued = issuedTokenSchema.parse(second.body);
      const third = await harness.post(tokens, {});
      expect(third.status).toBe(409);
      expect(third.body.error.message).toMatch(/revoke one/);
      const gone = await harness.delete(`${tokens}/${issued.id}`);
      expect(gone.status).toBe(204);
      const again = await harness.delete(`${tokens}/${issued.id}`);
      expect(again.status).toBe(404);
      expect((await harness.post(tokens, {})).status).toBe(201);
      const { body } = await harness.get(tokens);
      expect(body.tokens).toHaveLength(2);
      expect(JSON.stringify(body)).not.toContain('atlh_');
    });

    it('keep to two tokens when several are asked for at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 4 }, () =>
          harness.post('/v2/clusters/one/tokens', {}),
        ),
      );
      const statuses = answers.map(answer => answer.status).sort();
      expect(statuses).toEqual([201, 409, 409, 409]);
    });
  });

  describe('permissions', () => {
    it.each([
      ['atlhyper.slo.read', '/v2/slo/domains'],
      ['atlhyper.slo.read', '/v2/slo/domains/shop.example'],
      ['atlhyper.slo.read', '/v2/slo/domains/none.example'],
      ['atlhyper.slo.read', '/v2/slo/domains/shop.example/history'],
      ['atlhyper.node.read', '/v2/clusters/one/node-metrics'],
      ['atlhyper.node.read', '/v2/clusters/one/node-metrics/worker-1'],
      ['atlhyper.node.read', '/v2/clusters/one/node-metrics/worker-1/history'],
      ['atlhyper.node.read', '/v2/nodes?services=shop/web'],
      ['atlhyper.cluster.read', '/v2/clusters'],
      ['atlhyper.cluster.manage', '/v2/clusters/one/tokens'],
    ])('without %s: no %s', async (permission, path) => {
      policy = allBut(permission);
      const answer = await harness.get(path);
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toContain(permission);
    });

    it('refuse who may not register, issue or revoke, and tell the auditor', async () => {
      policy = {
        'atlhyper.cluster.create': DENY,
        'atlhyper.cluster.manage': DENY,
      };
      auditor.createEvent.mockClear();
      const fail = jest.fn(async () => {});
      auditor.createEvent.mockImplementation(async () => ({
        success: async () => {},
        fail,
      }));
      const answers = [
        await harness.post('/v2/clusters', { id: 'three' }),
        await harness.post('/v2/clusters/one/tokens', {}),
        await harness.delete('/v2/clusters/one/tokens/any'),
      ];
      expect(answers.map(answer => answer.status)).toEqual([403, 403, 403]);
      const events = auditor.createEvent.mock.calls.map(([e]) => e.eventId);
      expect(events).toEqual([
        'cluster-register',
        'agent-token-issue',
        'agent-token-revoke',
      ]);
      expect(fail).toHaveBeenCalledTimes(3);
    });

    it.each([
      ['?dry_run=true', true],
      ['?dryRun=true', true],
      ['', false],
      ['?dry_run=true&dryRun=false', false],
    ])('tell the auditor of an import %s what it is', async (query, dryRun) => {
      auditor.createEvent.mockClear();
      const subject = { kind: 'domain' as const, domain: 'imported.example' };
      const objective = { availability: 99 };
      const yaml = toOpenSlo([{ subject, window: '7d', objective }]);
      const path = `/v2/slo/targets/openslo${query}`;
      const answer = await harness.postYaml(path, yaml);
      expect([answer.status, answer.body.dryRun]).toEqual([200, dryRun]);
      const [[told]] = auditor.createEvent.mock.calls;
      expect(told.meta).toEqual({ dryRun });
    });

    it('tell the auditor no more of an id than one can have', async () => {
      auditor.createEvent.mockClear();
      const long = 'x'.repeat(5_000);
      await harness.post('/v2/clusters', { id: long });
      await harness.post(`/v2/clusters/${long}/tokens`, {});
      await harness.delete(`/v2/clusters/${long}/tokens/${long}`);
      const told = auditor.createEvent.mock.calls.map(([e]) => e.meta);
      const cut = long.slice(0, 63);
      expect(told).toEqual([
        { cluster: cut },
        { cluster: cut },
        { cluster: cut, token: cut },
      ]);
    });

    it('narrow domains to hosts', async () => {
      policy = conditional(
        createAtlhyperDomainConditionalDecision,
        'atlhyper.slo.read',
        atlhyperDomainConditions.hasHost({ hosts: ['*.example'] }),
      );
      const { body } = await harness.get('/v2/slo/domains');
      expect(body.domains.map((d: any) => d.domain)).toEqual(['shop.example']);
      // Shown for the route that may be seen; the other's host stays untold.
      const sharedRoute = {
        domain: 'shop.example',
        path_prefix: '/shared',
        path_match: 'prefix',
      };
      expect(body.shared.map((s: any) => s.shared_by)).toEqual([
        [sharedRoute],
        [sharedRoute],
      ]);
      expect(body.unmapped).toEqual([]);
      expect((await harness.get('/v2/slo/domains/shop.example')).status).toBe(
        200,
      );
      const hidden = await harness.get('/v2/slo/domains/b.test');
      expect([hidden.status, hidden.body.error.message]).toEqual([
        404,
        `No domain 'b.test'`,
      ]);
      const history = await harness.get('/v2/slo/domains/b.test/history');
      expect(history.status).toBe(404);
    });

    it('narrow domains to what one cluster serves of them', async () => {
      policy = conditional(
        createAtlhyperDomainConditionalDecision,
        'atlhyper.slo.read',
        atlhyperDomainConditions.isInCluster({ clusterIds: ['two'] }),
      );
      const { body } = await harness.get('/v2/slo/domains');
      const [{ clusters, summary }] = body.domains.filter(
        (d: any) => d.domain === 'shop.example',
      );
      expect([clusters, summary.total_requests]).toEqual([['two'], 10]);
      expect(body.unmapped.map((u: any) => u.cluster)).toEqual(['two']);
      const other = await harness.get('/v2/slo/domains?cluster=one');
      expect(other.body.domains).toEqual([]);
    });

    it('narrow nodes by name and cluster', async () => {
      policy = conditional(
        createAtlhyperNodeConditionalDecision,
        'atlhyper.node.read',
        {
          allOf: [
            atlhyperNodeConditions.hasName({ names: ['worker-1'] }),
            atlhyperNodeConditions.isInCluster({ clusterIds: ['one'] }),
          ],
        },
      );
      const one = await harness.get('/v2/clusters/one/node-metrics');
      expect(one.body.nodes.map((n: any) => n.node)).toEqual(['worker-1']);
      expect(one.body.summary.totalNodes).toBe(1);
      const two = await harness.get('/v2/clusters/two/node-metrics');
      expect(two.body.nodes).toEqual([]);
      const none = await harness.get('/v2/clusters/none/node-metrics');
      expect(none.body).toEqual({ ...two.body, cluster: 'none' });
      const hidden = await harness.get(
        '/v2/clusters/one/node-metrics/worker-2/history',
      );
      expect(hidden.status).toBe(404);
      const workload = await harness.get('/v2/nodes?services=shop/web');
      expect(workload.body.nodes.map((n: any) => [n.cluster, n.node])).toEqual([
        ['one', 'worker-1'],
      ]);
    });

    it('narrow clusters', async () => {
      const condition = atlhyperClusterConditions.isCluster({
        clusterIds: ['two'],
      });
      policy = {
        ...conditional(
          createAtlhyperClusterConditionalDecision,
          'atlhyper.cluster.read',
          condition,
        ),
        ...conditional(
          createAtlhyperClusterConditionalDecision,
          'atlhyper.cluster.manage',
          condition,
        ),
      };
      const { body } = await harness.get('/v2/clusters');
      expect(body.clusters.map((c: any) => c.id)).toEqual(['two']);
      expect((await harness.get('/v2/clusters/two/tokens')).status).toBe(200);
      expect((await harness.get('/v2/clusters/one/tokens')).status).toBe(404);
      const issue = await harness.post('/v2/clusters/one/tokens', {});
      expect(issue.status).toBe(404);
    });

    it('are applied to single things by the reference a page knows', async () => {
      const apply = async (ref: string, conditions: object) => {
        const item = {
          id: '1',
          resourceRef: ref,
          resourceType: 'atlhyper-domain',
          conditions,
        };
        const answer = await harness
          .post('/.well-known/backstage/permissions/apply-conditions', {
            items: [item],
          })
          .set('Authorization', mockCredentials.service.header());
        return answer.body.items?.[0].result;
      };
      const hasHost = atlhyperDomainConditions.hasHost({
        hosts: ['*.example'],
      });
      expect(await apply('one/_/domain/shop.example', hasHost)).toBe('ALLOW');
      expect(await apply('one/_/domain/b.test', hasHost)).toBe('DENY');
      expect(await apply('no key', hasHost)).toBe('DENY');
    });
  });
});

function allBut(permission: string): Policy {
  return { [permission]: DENY };
}

function conditional(
  create: (permission: any, conditions: any) => ConditionalPolicyDecision,
  name: string,
  conditions: object,
): Policy {
  const permission = atlhyperPermissions.find(p => p.name === name);
  return { [name]: create(permission, conditions) };
}

/** Two domains, a service that both share, an unmapped one, two nodes and a workload. */
async function fillCluster(harness: PluginHarness, id: string): Promise<void> {
  const session = await harness.openSession(await harness.register(id));
  const startMs = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS;
  const latency = { boundsMs: [100, 300], counts: [8, 1, 1], sumMs: 900 };
  const shared = { kind: 'shared' as const, service: 'web@kubernetes' };
  const unmapped = { kind: 'unmapped' as const, service: 'old@file' };
  const pushed = await session.pushSlots(1, [
    slotAt(
      startMs,
      [
        routeRow('shop.example', '/', { 200: 9, 500: 1 }, latency),
        routeRow('b.test', '/api', { 200: 5 }),
        { ...routeRow('', '', { 200: 3 }), series: shared },
        { ...routeRow('', '', { 200: 2 }), series: unmapped },
      ],
      {
        nodes: [
          {
            node: 'worker-1',
            metrics: { load1: { sum: 2, count: 1, max: 2 } },
          },
        ],
      },
    ),
  ]);
  expect(pushed.body.error).toBeUndefined();
  const state = await session.push({
    gaps: [{ fromMs: startMs - 60_000, toMs: startMs, reason: 'restart' }],
    nodes: ['worker-1', 'worker-2'].map(node => ({
      node,
      timestampMs: Date.now(),
      cpu: { coreCount: 4, usedFraction: 0.5, coreUsedFractions: [0.5, null] },
      memory: { totalBytes: 100, usedBytes: 90, availableBytes: 10 },
    })),
    routes: {
      generation: 1,
      complete: true,
      upserts: [
        routeOf('shop.example', '/'),
        routeOf('shop.example', '/shared', { series: shared }),
        routeOf('b.test', '/api', { condition: 'Method(`GET`)' }),
        routeOf('b.test', '/shared', { series: shared, problem: 'a part' }),
      ],
    },
    resources: {
      generation: 1,
      complete: true,
      deletes: [],
      upserts: [
        {
          kind: 'service',
          namespace: 'shop',
          name: 'web',
          uid: 's',
          resourceVersion: '1',
          data: { labels: {}, selector: { app: 'web' } },
        },
        ...['worker-1', 'worker-2'].map(nodeName => ({
          kind: 'pod',
          namespace: 'shop',
          name: `web-${nodeName}`,
          uid: nodeName,
          resourceVersion: '1',
          data: {
            labels: { app: 'web' },
            phase: 'Running',
            nodeName,
            ready: true,
            restarts: 1,
          },
        })),
      ],
    },
  });
  expect(state.body.error).toBeUndefined();
}
