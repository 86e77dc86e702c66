import {
  alertsResponseSchema,
  clusterSloDetailResponseSchema,
  clusterSloOverviewResponseSchema,
  domainsResponseSchema,
  importTargetsResponseSchema,
  serviceDetailResponseSchema,
  servicesResponseSchema,
  sloHistoryResponseSchema,
  sloLatencyResponseSchema,
  statusHistoryResponseSchema,
  storedTargetSchema,
  targetsResponseSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { z } from 'zod';
import {
  edgeRow,
  routeOf,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../__testUtils__/examples';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';
import {
  atlhyperServiceConditions,
  createAtlhyperServiceConditionalDecision,
} from '../access/conditions';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const LATENCY = { boundsMs: [100, 300], counts: [80, 15, 5], sumMs: 9_000 };
const TARGET = {
  subject: { kind: 'domain', domain: 'shop.example' },
  window: '1d',
  objective: { availability: 99.9 },
};
const SERVICE = '/v2/slo/services/one/shop/api';

describe.each(databases.eachSupportedId())('the SLO API on %s', id => {
  let harness: PluginHarness;
  let policy: Record<string, PolicyDecision>;
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
    const session = await harness.openSession(await harness.register('one'));
    await session.push({
      routes: {
        generation: 1,
        complete: true,
        upserts: [
          routeOf('shop.example', '/'),
          routeOf('shop.example', '/api', { condition: 'Method(`GET`)' }),
          routeOf('two.example', '/'),
        ],
      },
    });
    const startMs = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS;
    await session.pushSlots(1, [
      slotAt(startMs, [
        routeRow('shop.example', '/', { 200: 99, 503: 1 }, LATENCY),
        edgeRow('web', 'api', { 200: 96, 500: 4 }, { latency: LATENCY }),
        edgeRow('batch', 'api', { 200: 10 }, { mesh: { started: 12 } }),
        {
          series: { kind: 'authority', host: 'shop.example' },
          codes: { 200: 7 },
          methods: {},
          mesh: { started: 7, failed: 0, secured: 7 },
        },
      ]),
    ]);
  });

  afterEach(async () => {
    await harness.backend.stop();
  });

  it.each([
    ['/v2/slo/domains?limit=1', domainsResponseSchema],
    ['/v2/slo/domains/shop.example/latency', sloLatencyResponseSchema],
    [
      '/v2/slo/domains/shop.example/latency?path=/api&condition=Method(`GET`)',
      sloLatencyResponseSchema,
    ],
    [
      '/v2/slo/domains/shop.example/history?period=previous&window=30d',
      sloHistoryResponseSchema,
    ],
    ['/v2/slo/services', servicesResponseSchema],
    ['/v2/slo/services?services=shop/api&window=30d', servicesResponseSchema],
    [SERVICE, serviceDetailResponseSchema],
    [`${SERVICE}/history`, sloHistoryResponseSchema],
    [
      `${SERVICE}/history?source=shop/deployment/web&window=7d`,
      sloHistoryResponseSchema,
    ],
    [`${SERVICE}/latency?source=shop/deployment/web`, sloLatencyResponseSchema],
    ['/v2/slo/targets', targetsResponseSchema],
    ['/v2/slo/status-history', statusHistoryResponseSchema],
    [
      '/v2/slo/status-history?domain=shop.example&window=1d&fromMs=0&limit=1',
      statusHistoryResponseSchema,
    ],
    ['/v2/slo/alerts?active=true&service=shop/api', alertsResponseSchema],
    ['/v2/clusters/one/slo/overview', clusterSloOverviewResponseSchema],
    [
      '/v2/clusters/one/slo/detail?type=ingress&source=shop.example&range=1h',
      clusterSloDetailResponseSchema,
    ],
    [
      '/v2/clusters/one/slo/detail?type=ingress&source=two.example&range=1h',
      clusterSloDetailResponseSchema,
    ],
    [
      '/v2/clusters/one/slo/detail?type=service&source=web&target=api&range=7d',
      clusterSloDetailResponseSchema,
    ],
  ])('answers %s in its shape, with nothing beside', async (path, schema) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    expect((schema as z.ZodObject).parse(answer.body)).toEqual(answer.body);
  });

  it.each([
    ['/v2/slo/domains?limit=0', /'limit'/],
    ['/v2/slo/domains?cursor=x', /'cursor' is none of this list/],
    ['/v2/slo/domains?sort=mtls', /'sort'/],
    ['/v2/slo/services?status=healthy,bad', /'status/],
    ['/v2/slo/alerts?cursor=x', /'cursor' is none of this list/],
    [
      `/v2/slo/status-history?cursor=${Buffer.from('5 a-b').toString(
        'base64',
      )}`,
      /'cursor' is none of this list/,
    ],
    ['/v2/slo/domains/shop.example/latency?path_match=near', /'path_match'/],
    ['/v2/slo/domains/shop.example/latency?condition=x', /needs 'path'/],
    ['/v2/slo/domains/shop.example/history?period=next', /'period'/],
    [`${SERVICE}/history?source=web`, /namespace\/kind\/workload/],
    ['/v2/slo/status-history?fromMs=-1', /'from_ms'/],
    ['/v2/slo/alerts?service=a/b,c/d', /'service': must be namespace\/name/],
    ['/v2/clusters/one/slo/detail?type=service&source=web', /'target'/],
    ['/v2/clusters/one/slo/detail?type=mesh&source=web', /'type'/],
    ['/v2/clusters/one/slo/detail?type=ingress&source=a&range=1y', /'range'/],
  ])('refuses %s and names the parameter', async (path, message) => {
    const answer = await harness.get(path);
    expect([answer.status, answer.body.error.name]).toEqual([
      400,
      'InputError',
    ]);
    expect(answer.body.error.message).toMatch(message);
  });

  it.each([
    ['/v2/slo/domains/shop.example/latency?path=/none', /no route with path/],
    ['/v2/slo/services/one/shop/none', /No service 'shop\/none'/],
    ['/v2/slo/services/none/shop/api', /in cluster 'none'/],
    [
      `${SERVICE}/latency?source=shop/job/web`,
      /Nobody called 'shop\/job\/web'/,
    ],
    ['/v2/clusters/none/slo/overview', /No cluster 'none'/],
    [
      '/v2/clusters/one/slo/detail?type=ingress&source=none',
      /No domain 'none'/,
    ],
  ])('answers %s with 404', async (path, message) => {
    const answer = await harness.get(path);
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toMatch(message);
  });

  it('pages domains by name', async () => {
    const first = await harness.get('/v2/slo/domains?limit=1&sort=name');
    expect(first.body.domains.map((d: any) => d.domain)).toEqual([
      'shop.example',
    ]);
    expect(first.body.summary.total_domains).toBe(2);
    const next = await harness.get(
      `/v2/slo/domains?limit=1&sort=name&cursor=${first.body.nextCursor}`,
    );
    expect(next.body.domains.map((d: any) => d.domain)).toEqual([
      'two.example',
    ]);
    expect(next.body.nextCursor).toBeUndefined();
  });

  it('gives the mesh its own figures', async () => {
    const { body } = await harness.get('/v2/slo/services');
    const list = servicesResponseSchema.parse(body);
    expect(list.authorities).toMatchObject([
      { host: 'shop.example', current: { total_requests: 7 } },
    ]);
    const [api] = list.services;
    expect(api.summary.total_requests).toBe(110);
    expect(api.summary.error_rate).toBeCloseTo((4 / 110) * 100, 9);
    expect(api).toMatchObject({ mtls: 100, no_response: 2 });
    expect(api.edges.map(edge => edge.source.workload).sort()).toEqual([
      'batch',
      'web',
    ]);
    const overview = await harness.get('/v2/clusters/one/slo/overview');
    expect(overview.body.services).toContainEqual(
      expect.objectContaining({
        source: 'shop/web',
        target: 'api',
        namespace: 'shop',
        success_rate: 96,
        success_requests: 96,
        total_requests: 100,
      }),
    );
  });

  it('gives a histogram whose last bucket is open, with the share within the threshold', async () => {
    const { body } = await harness.get('/v2/slo/domains/shop.example/latency');
    expect(body.buckets).toEqual([
      { lower_ms: 0, upper_ms: 100, count: 80 },
      { lower_ms: 100, upper_ms: 300, count: 15 },
      { lower_ms: 300, count: 5 },
    ]);
    expect(body.latency_share).toEqual({
      value: 95,
      lower: 95,
      upper: 95,
      estimated: false,
    });
  });

  describe('targets', () => {
    it('are set, listed, exported, imported and removed', async () => {
      const put = await harness.put('/v2/slo/targets', TARGET);
      expect([put.status, put.body.error]).toEqual([200, undefined]);
      expect(storedTargetSchema.parse(put.body)).toMatchObject({
        source: 'api',
        updatedBy: 'user:default/mock',
      });
      const { body } = await harness.get('/v2/slo/targets');
      expect(body.targets).toHaveLength(1);
      const exported = await harness.get('/v2/slo/targets/openslo');
      expect(exported.headers['content-type']).toMatch('application/yaml');
      const removed = await harness.delete('/v2/slo/targets', {
        subject: TARGET.subject,
        window: '1d',
      });
      expect(removed.status).toBe(204);
      const yaml = exported.text ?? exported.body.toString();
      const dry = await harness.postYaml(
        '/v2/slo/targets/openslo?dryRun=true',
        yaml,
      );
      expect(importTargetsResponseSchema.parse(dry.body).dryRun).toBe(true);
      expect((await harness.get('/v2/slo/targets')).body.targets).toEqual([]);
      await harness.postYaml('/v2/slo/targets/openslo', yaml);
      expect((await harness.get('/v2/slo/targets')).body.targets).toHaveLength(
        1,
      );
    });

    it.each([
      [{ ...TARGET, objective: { availability: 100 } }, /availability/],
      [{ ...TARGET, window: '2d' }, /window/],
      [{ ...TARGET, extra: 1 }, /extra/],
      [{ ...TARGET, subject: { kind: 'planet' } }, /subject/],
      [
        {
          ...TARGET,
          objective: {
            availability: 99,
            latency: { threshold_ms: -1, objective: 95 },
          },
        },
        /threshold_ms/,
      ],
    ])('are refused: %j', async (body, message) => {
      const answer = await harness.put('/v2/slo/targets', body);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(message);
      expect((await harness.get('/v2/slo/targets')).body.targets).toEqual([]);
    });

    it('import nothing but YAML', async () => {
      const json = await harness.post('/v2/slo/targets/openslo', {});
      expect(json.status).toBe(400);
      expect(json.body.error.message).toMatch(/application\/yaml/);
    });

    it('are not changed without the permission, and the auditor hears of it', async () => {
      policy = { 'atlhyper.slo.target.update': DENY };
      const fail = jest.fn(async () => {});
      auditor.createEvent.mockImplementation(async () => ({
        success: async () => {},
        fail,
      }));
      const put = await harness.put('/v2/slo/targets', TARGET);
      const { objective: _, ...named } = TARGET;
      const gone = await harness.delete('/v2/slo/targets', named);
      expect([put.status, gone.status]).toEqual([403, 403]);
      const events = auditor.createEvent.mock.calls.map(([e]) => [
        e.eventId,
        e.meta,
      ]);
      const meta = { subject: '*/_/domain/shop.example', window: '1d' };
      expect(events).toContainEqual(['slo-target-set', meta]);
      expect(events).toContainEqual(['slo-target-remove', meta]);
      expect(fail).toHaveBeenCalledTimes(2);
    });
  });

  describe('permissions', () => {
    it('keep the mesh from who may not read it', async () => {
      policy = { 'atlhyper.mesh.read': DENY };
      for (const path of [
        '/v2/slo/services',
        SERVICE,
        `${SERVICE}/history`,
        `${SERVICE}/latency`,
      ]) {
        const answer = await harness.get(path);
        expect([path, answer.status]).toEqual([path, 403]);
      }
      const overview = await harness.get('/v2/clusters/one/slo/overview');
      expect(overview.body.services).toEqual([]);
      expect(overview.body.ingress).not.toEqual([]);
      const detail = await harness.get(
        '/v2/clusters/one/slo/detail?type=service&source=web&target=api',
      );
      expect(detail.status).toBe(404);
    });

    it('keep everything from who may read nothing', async () => {
      policy = { 'atlhyper.mesh.read': DENY, 'atlhyper.slo.read': DENY };
      for (const path of [
        '/v2/slo/alerts',
        '/v2/slo/status-history',
        '/v2/slo/targets',
        '/v2/slo/targets/openslo',
        '/v2/clusters/one/slo/overview',
      ]) {
        expect([path, (await harness.get(path)).status]).toEqual([path, 403]);
      }
    });

    it('narrow services to namespaces', async () => {
      const narrowTo = (namespaces: string[]) => ({
        'atlhyper.mesh.read': createAtlhyperServiceConditionalDecision(
          {
            type: 'resource',
            name: '',
            attributes: {},
            resourceType: '',
          } as any,
          {
            anyOf: [atlhyperServiceConditions.isInNamespace({ namespaces })],
          },
        ) as PolicyDecision,
      });
      policy = narrowTo(['other']);
      expect((await harness.get('/v2/slo/services')).body.services).toEqual([]);
      expect((await harness.get(SERVICE)).status).toBe(404);
      policy = narrowTo(['shop']);
      expect((await harness.get(SERVICE)).status).toBe(200);
    });

    it('keep hosts out of the mesh’s list from who may not read domains', async () => {
      policy = { 'atlhyper.slo.read': DENY };
      const { body } = await harness.get('/v2/slo/services');
      expect(body.authorities).toEqual([]);
      expect(body.services).toHaveLength(1);
    });
  });
});
