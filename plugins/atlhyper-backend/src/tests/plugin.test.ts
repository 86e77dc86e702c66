import {
  clustersResponseSchema,
  domainDetailResponseSchema,
  sloHistoryResponseSchema,
  domainsResponseSchema,
  registerClusterResponseSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { routeOf, routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { startPlugin } from '../__testUtils__/startPlugin';

jest.setTimeout(60_000);

describe('the plugin', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  it.each(databases.eachSupportedId())(
    'shows what an agent pushed, on %s',
    async id => {
      const harness = await startPlugin({ knex: await databases.init(id) });
      const registered = await harness.post('/v2/clusters', { id: 'prod' });
      expect(registered.status).toBe(201);
      const { token } = registerClusterResponseSchema.parse(registered.body);
      expect(token.secret).toMatch(/^atlh_[A-Za-z0-9_-]{43}$/);

      const session = await harness.openSession(token.secret);
      const startMs = Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS;
      const latency = { boundsMs: [100, 300], counts: [90, 10, 0], sumMs: 5e3 };
      const pushed = await session.pushSlots(1, [
        slotAt(startMs, [
          routeRow('shop.example.com', '/', { 200: 99, 503: 1 }, latency),
        ]),
      ]);
      expect(pushed.body).toMatchObject({ result: 'applied', resync: false });
      const state = await session.push({
        routes: {
          generation: 1,
          complete: true,
          upserts: [
            routeOf('shop.example.com', '/'),
            routeOf('shop.example.com', '/api'),
          ],
        },
      });
      expect(state.status).toBe(200);

      const answer = await harness.get('/v2/slo/domains?window=1d');
      expect(answer.body).not.toHaveProperty('error');
      const list = domainsResponseSchema.strict().parse(answer.body);
      expect(list.domains).toHaveLength(1);
      expect(list.domains[0]).toMatchObject({
        domain: 'shop.example.com',
        status: 'healthy',
        summary: { total_requests: 100, availability: 99, error_rate: 1 },
        routes: [
          { path_prefix: '/', status: 'healthy' },
          { path_prefix: '/api', status: 'no_data' },
        ],
      });
      expect(list.domains[0].error_budget_remaining).toBeCloseTo(80);

      const detail = await harness.get(
        '/v2/slo/domains/shop.example.com?window=7d',
      );
      domainDetailResponseSchema.parse(detail.body);
      const history = await harness.get(
        '/v2/slo/domains/shop.example.com/history?window=30d',
      );
      const { points } = sloHistoryResponseSchema.parse(history.body);
      expect(points.reduce((sum, p) => sum + p.total_requests, 0)).toBe(100);
      const clusters = await harness.get('/v2/clusters');
      expect(
        clustersResponseSchema.parse(clusters.body).clusters[0],
      ).toMatchObject({ id: 'prod', status: 'disconnected', domainCount: 1 });
    },
  );
});
