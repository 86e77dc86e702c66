import { TestDatabases } from '@backstage/backend-test-utils';
import type { SloSubject } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  edgeRow,
  routeOf,
  routeRow,
  slotAt,
} from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';
import { parseDomainSelector } from './parseDomains';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12);
const HOST = 'shop.example.com';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** What a person reads first must be what the requests say; all figures are worked by hand. */
describe.each(databases.eachSupportedId())('a verdict on %s', id => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), {
      nowMs: NOW_MS,
      config: {},
    });
    const live = await StackAgent.open(stack);
    await live.push({
      routes: {
        generation: 1,
        complete: true,
        upserts: ['/', '/api', '/api/checkout'].map(path =>
          routeOf(HOST, path),
        ),
      },
    });
  });

  /**
   * The same requests on each of the last `days` days, all of them observed; `bad` of each path, or of
   * the last day alone.
   */
  async function load(
    days: number,
    bad: Record<string, number | { lastDay: number }>,
  ) {
    const history = await StackAgent.open(stack, { role: 'backfill' });
    for (let day = days; day >= 1; day--) {
      const startMs = NOW_MS - day * DAY_MS;
      await history.pushSlots(days - day + 1, [
        slotAt(
          startMs,
          Object.entries(bad).map(([path, given]) => {
            const last = day === 1 ? 1 : 0;
            const errors =
              typeof given === 'number' ? given : given.lastDay * last;
            return path.startsWith('/')
              ? routeRow(HOST, path, { 200: 10_000 - errors, 500: errors })
              : edgeRow(path, 'api', { 200: 10_000 - errors, 500: errors });
          }),
          { durationMs: 3_600_000, coversThroughMs: startMs + DAY_MS },
        ),
      ]);
    }
  }

  async function setTarget(
    subject: SloSubject,
    window: '1d' | '7d' | '30d',
    availability: number,
  ) {
    await stack.targets.putTarget(
      { subject, window, objective: { availability } },
      {
        name: 'user:default/ann',
        access: { domains: 'all', services: 'all' },
      },
    );
  }

  const list = async (window: '1d' | '30d' | 'own', claimed?: string) =>
    (
      await stack.slo.listDomains({
        access: 'all',
        window,
        selectors: claimed ? [parseDomainSelector(claimed)] : undefined,
      })
    ).domains;
  const checkout: SloSubject = {
    kind: 'path',
    domain: HOST,
    path: '/api/checkout',
    path_match: 'prefix',
  };

  it('is by its own objective in its own window, not by a default of a day', async () => {
    // 45 of 10,000 a day is 0.45 %: nine tenths of the 0.5 % that 99.5 % allows.
    await load(30, { '/': 0, '/api/checkout': 45 });
    await setTarget(checkout, '30d', 99.5);
    const [domain] = await list('own', `${HOST}/api/checkout`);
    expect(domain).toMatchObject({
      window: '30d',
      status: 'at_risk',
      error_budget_remaining: expect.closeTo(10, 6),
      target: { availability: 99.5 },
      summary: { total_requests: 300_000 },
    });
    // Beside it, what the default of a day would have said: 0.45 % of 5 %.
    const [byDefault] = await list('1d', `${HOST}/api/checkout`);
    expect(byDefault.error_budget_remaining).toBeCloseTo(91, 6);
  });

  it('takes the worst of several objectives', async () => {
    await load(30, { '/': 0, '/api/checkout': 45 });
    await setTarget(checkout, '30d', 99.5);
    await setTarget(checkout, '7d', 99.6);
    // 0.45 % against 0.4 %: more than all of it.
    const [domain] = await list('own', `${HOST}/api/checkout`);
    expect(domain).toMatchObject({
      window: '7d',
      status: 'critical',
      error_budget_remaining: expect.closeTo(-12.5, 6),
    });
  });

  it('judges each path by its own objective, whatever window another is judged in', async () => {
    await load(30, { '/': 0, '/api': 30, '/api/checkout': 45 });
    await setTarget(checkout, '30d', 99.5);
    // 0.3 % against 0.2 %: more than all of it, in a week.
    await setTarget({ ...checkout, path: '/api' }, '7d', 99.8);
    const [domain] = await list('own');
    expect(domain).toMatchObject({
      // The whole by the default of a day, its status by the worst of its paths.
      ...{ window: '1d', worst_window: '7d', status: 'critical' },
      causes: [{ reason: 'availability_missed', part: '/api/*' }],
      summary: { total_requests: 30_000 },
    });
    expect(
      domain.routes.map(one => [
        one.path_prefix,
        one.window,
        one.status,
        one.current.total_requests,
      ]),
    ).toEqual([
      ['/', '1d', 'healthy', 10_000],
      ['/api', '7d', 'critical', 70_000],
      ['/api/checkout', '30d', 'at_risk', 300_000],
    ]);
  });

  it('does not blame a path by a default where it has an objective elsewhere', async () => {
    // 6 % of a day misses the default of 95 %; of the month, 0.2 %, asks nobody.
    await load(30, { '/': 0, '/api/checkout': { lastDay: 600 } });
    await setTarget(checkout, '30d', 99);
    const [domain] = await list('own');
    const path = domain.routes.find(one => one.path_prefix === '/api/checkout');
    expect(path).toMatchObject({ window: '30d', status: 'healthy' });
    expect(domain.status).toBe('healthy');
    const [byDefault] = await list('1d');
    expect(byDefault.status).toBe('critical');
  });

  it('opens one domain in the window of the objective that it is judged by', async () => {
    await load(30, { '/': 0, '/api/checkout': 45 });
    await setTarget(checkout, '30d', 99.5);
    await setTarget(checkout, '7d', 99.6);
    const query = { access: 'all', window: 'own' } as const;
    expect(await stack.slo.getDomain(HOST, query)).toMatchObject({
      window: '7d',
      status: 'critical',
      // 45 of 10,000 a day on each of seven, and as many on '/'.
      summary: { total_requests: 140_000 },
    });
  });

  it('takes the default of a day where nobody set an objective', async () => {
    await load(30, { '/': 100 });
    const [domain] = await list('own');
    expect(domain.window).toBe('1d');
    expect(domain.target.origin.level).toBe('default');
  });

  it('of some paths does not bear the name of the whole domain', async () => {
    await load(1, { '/': 5_000, '/api': 0, '/api/checkout': 0 });
    const [part] = await list('1d', `${HOST}/api`);
    // The domain misses its target; these two of its three paths do not.
    expect(part).toMatchObject({
      routes_in_all: 3,
      status: 'healthy',
      causes: [],
      alerts: [],
      summary: { total_requests: 20_000, availability: 100 },
    });
    expect(part.routes).toHaveLength(2);
    const [whole] = await list('1d', HOST);
    expect(whole.routes_in_all).toBeUndefined();
    expect(whole.status).toBe('critical');
  });

  it('names whose fault it is, with what was measured and what is asked', async () => {
    await load(1, { '/': 0, '/api': 742 });
    const [domain] = await list('1d');
    // 742 of 20,000 leave the domain at 96.29 %, above its 95 %.
    expect(domain.summary.availability).toBeCloseTo(96.29, 6);
    expect(domain.status).toBe('critical');
    expect(domain.causes).toEqual([
      {
        reason: 'availability_missed',
        part: '/api/*',
        measured: {
          value: expect.closeTo(92.58, 6),
          objective: 95,
          unit: 'percent',
        },
      },
    ]);
    const api = domain.routes.find(route => route.path_prefix === '/api');
    expect(api?.causes).toEqual([{ ...domain.causes[0], part: undefined }]);
  });

  it('of a service names the caller', async () => {
    await load(1, { web: 0, batch: 900 });
    const { services } = await stack.mesh.listServices({
      access: 'all',
      domains: 'all',
      window: 'own',
    });
    expect(services[0]).toMatchObject({
      window: '1d',
      causes: [{ reason: 'availability_missed', part: 'shop/batch' }],
    });
  });

  it.each([
    ['hardly', 1, undefined],
    ['less than half', 43, undefined],
    ['half', 45, 150_000],
    ['all', 60, 300_000],
  ])(
    'holds a period before that was %s observed beside it or not',
    async (_, days, expected) => {
      await load(days, { '/': 0 });
      const detail = await stack.slo.getDomain(HOST, {
        access: 'all',
        window: '30d',
      });
      expect(detail.previous?.total_requests).toBe(expected);
      expect(detail.previous_distribution === undefined).toBe(
        expected === undefined,
      );
      const before = Math.min(1, Math.max(0, days - 30) / 30);
      expect(detail.previous_covered_fraction).toBeCloseTo(before, 2);
    },
  );
});
