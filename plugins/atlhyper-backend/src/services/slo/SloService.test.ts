import { TestDatabases } from '@backstage/backend-test-utils';
import {
  domainSchema,
  type Route,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  routeOf,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';
import { parseDomainSelector } from './parseDomains';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 20, 10, 17, 42);
const LAST_MS = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('SloService on %s', id => {
  async function openFresh(): Promise<Stack> {
    return openStack(await databases.init(id), { nowMs: NOW_MS });
  }

  async function pushRoutes(agent: StackAgent, ...upserts: Route[]) {
    await agent.push({ routes: { generation: 1, complete: true, upserts } });
  }

  describe('windows', () => {
    it.each([
      ['of the slot that holds now', 0, { '1d': 1, '7d': 1, '30d': 1 }],
      ['of a day ago, just', DAY_MS - SLOT_MS, { '1d': 1, '7d': 1, '30d': 1 }],
      ['of just over a day ago', DAY_MS, { '1d': 0, '7d': 1, '30d': 1 }],
      ['of 30 days ago, just', 30 * DAY_MS, { '1d': 0, '7d': 0, '30d': 1 }],
      // 30 days before 10:18 is 10:18; its 5 min begin at 10:15, 6 slots before.
      [
        'of the first 5 min of 30 days',
        30 * DAY_MS + 5 * SLOT_MS,
        { '1d': 0, '7d': 0, '30d': 1 },
      ],
      [
        'of the 5 min before',
        30 * DAY_MS + 6 * SLOT_MS,
        { '1d': 0, '7d': 0, '30d': 0 },
      ],
    ])('count a request %s', async (_, ageMs, expected) => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack, { role: 'backfill' });
      const row = routeRow('a.example', '/', { 200: 1 });
      await agent.pushSlots(1, [slotAt(LAST_MS - ageMs, [row])]);
      for (const window of ['1d', '7d', '30d'] as const) {
        const { domains } = await stack.slo.listDomains({
          access: 'all',
          window,
        });
        const total = domains[0]?.summary.total_requests ?? 0;
        expect([window, total]).toEqual([window, expected[window]]);
      }
    });

    it('hold a host that only the mesh sees, and count none twice', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const seen = (host: string, failed: number) => ({
        series: { kind: 'authority' as const, host },
        codes: { 200: 100 - failed, 500: failed },
        methods: {},
        mesh: { started: 100, failed, secured: 100 },
      });
      await agent.pushSlots(1, [
        slotAt(LAST_MS, [
          routeRow('a.example', '/', { 200: 100 }),
          seen('a.example', 0),
          seen('mesh.example', 8),
        ]),
      ]);
      const query = { access: 'all', window: '1d' } as const;
      const { domains } = await stack.slo.listDomains(query);
      expect(domains.map(one => one.domain)).toEqual([
        'mesh.example',
        'a.example',
      ]);
      expect(domains[1].summary.total_requests).toBe(100);
      // 92 % against the default's 95 %.
      expect(domains[0]).toMatchObject({
        status: 'critical',
        summary: { total_requests: 100, availability: 92 },
        routes: [{ path_prefix: '/', services: [] }],
      });
      const detail = await stack.slo.getDomain('mesh.example', query);
      expect(detail.routes[0].sources).toEqual([]);
      const { points } = await stack.slo.getHistory('mesh.example', query);
      expect(points.reduce((sum, point) => sum + point.total_requests, 0)).toBe(
        100,
      );
    });

    it('put what lies before the window into the previous period', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack, { role: 'backfill' });
      await agent.pushSlots(1, [
        slotAt(LAST_MS, [routeRow('a.example', '/', { 200: 1 })]),
        slotAt(LAST_MS - DAY_MS, [routeRow('a.example', '/', { 500: 2 })]),
        slotAt(LAST_MS - 2 * DAY_MS + SLOT_MS, [
          routeRow('a.example', '/', { 200: 6 }),
        ]),
        slotAt(LAST_MS - 2 * DAY_MS, [
          routeRow('a.example', '/', { 200: 100 }),
        ]),
      ]);
      const detail = await stack.slo.getDomain('a.example', {
        access: 'all',
        window: '1d',
      });
      expect(detail.summary).toMatchObject({ total_requests: 1 });
      expect(detail.previous).toMatchObject({
        total_requests: 8,
        error_rate: 25,
      });
      expect(detail.routes[0].previous?.total_requests).toBe(8);
    });
  });

  it('sums a domain over its routes instead of averaging them', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await pushRoutes(
      agent,
      routeOf('a.example', '/'),
      routeOf('a.example', '/api'),
    );
    const fast = { boundsMs: [100, 1_000], counts: [159, 0, 0], sumMs: 0 };
    const slow = { boundsMs: [100, 1_000], counts: [0, 12_500, 0], sumMs: 0 };
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [
        routeRow('a.example', '/', { 200: 159 }, fast),
        routeRow('a.example', '/api', { 200: 12_437, 500: 63 }, slow),
      ]),
    ]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    const [{ summary, status, routes }] = domains;
    expect(summary.total_requests).toBe(12_659);
    expect(summary.availability).toBeCloseTo((12_596 / 12_659) * 100, 10);
    // Rank 12,026.05 is 11,867.05 of the 12,500 between 100 and 1,000 ms.
    expect(summary.p95_latency).toBeCloseTo(
      100 + (900 * (0.95 * 12_659 - 159)) / 12_500,
      6,
    );
    expect(routes.map(r => r.status)).toEqual(['healthy', 'warning']);
    expect(status).toBe('warning');
  });

  it('calls a domain critical for one route, though its own figures are fine', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [
        routeRow('a.example', '/', { 200: 1_000 }),
        routeRow('a.example', '/api', { 200: 9, 500: 1 }),
      ]),
    ]);
    const answer = await stack.slo.listDomains({ access: 'all', window: '1d' });
    expect(answer.domains[0].status).toBe('critical');
    expect(answer.domains[0].error_budget_remaining).toBeGreaterThan(90);
    expect(answer.summary).toEqual({
      total_domains: 1,
      healthy_count: 0,
      at_risk_count: 0,
      warning_count: 0,
      critical_count: 1,
      no_data_count: 0,
    });
  });

  it('lists a route without traffic as without data, never as 0 or 100 %', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await pushRoutes(agent, routeOf('a.example', '/'));
    const { domains, summary } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(summary.no_data_count).toBe(1);
    expect(domains[0].status).toBe('no_data');
    expect(domains[0].error_budget_remaining).toBeUndefined();
    expect(domains[0].routes[0].current).toEqual({
      total_requests: 0,
      requests_per_sec: 0,
    });
  });

  it('judges what is counted only together with others by all of it', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const series = {
      kind: 'shared',
      service: 'shop-web-80@kubernetes',
    } as const;
    await pushRoutes(
      agent,
      routeOf('a.example', '/', { series }),
      routeOf('b.example', '/', { series }),
      routeOf('b.example', '/api'),
    );
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [
        { series, codes: { 500: 9 }, methods: { GET: 9 } },
        routeRow('b.example', '/api', { 200: 100 }),
      ]),
    ]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(
      domains.map(d => [d.status, d.reasons, d.routes.map(r => r.reasons)]),
    ).toEqual([
      ['critical', ['availability_missed'], [['availability_missed']]],
      ['critical', ['availability_missed'], [['availability_missed'], []]],
    ]);
    // What is counted apart stays apart.
    expect(domains.map(d => d.summary.total_requests)).toEqual([9, 100]);
  });

  it('gives no budget while too little is known, and no reason of a part for the whole', async () => {
    const stack = await openStack(await databases.init(id), {
      nowMs: NOW_MS,
      config: {},
    });
    const agent = await StackAgent.open(stack);
    await pushRoutes(
      agent,
      routeOf('a.example', '/'),
      routeOf('a.example', '/idle'),
    );
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [routeRow('a.example', '/', { 200: 1_000 })]),
    ]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0]).toMatchObject({
      status: 'no_data',
      reasons: ['short_history'],
      summary: { total_requests: 1_000 },
    });
    expect(domains[0].error_budget_remaining).toBeUndefined();
    expect(domains[0].burn_rate).toBeUndefined();
    const detail = await stack.slo.getDomain('a.example', {
      access: 'all',
      window: '1d',
    });
    expect(detail.previous_covered_fraction).toBe(0);
  });

  it('goes on counting a route that is gone, as long as it has traffic in the window', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await pushRoutes(agent, routeOf('a.example', '/'));
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [routeRow('a.example', '/gone', { 200: 7 })]),
    ]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].summary.total_requests).toBe(7);
    expect(domains[0].routes.map(r => r.path_prefix)).toEqual(['/', '/gone']);
    stack.time.nowMs += 2 * DAY_MS;
    const later = await stack.slo.listDomains({ access: 'all', window: '1d' });
    expect(later.domains[0].routes.map(r => r.path_prefix)).toEqual(['/']);
  });

  it('sums a domain over clusters, or gives that of one', async () => {
    const stack = await openFresh();
    for (const [clusterId, requests] of [
      ['one', 3],
      ['two', 4],
    ] as const) {
      const agent = await StackAgent.open(stack, { clusterId });
      await pushRoutes(agent, routeOf('a.example', '/'));
      const row = routeRow('a.example', '/', { 200: requests });
      await agent.pushSlots(1, [slotAt(LAST_MS, [row])]);
    }
    const all = await stack.slo.listDomains({ access: 'all', window: '1d' });
    expect(all.domains).toHaveLength(1);
    expect(all.domains[0]).toMatchObject({
      clusters: ['one', 'two'],
      summary: { total_requests: 7 },
      routes: [{ clusters: ['one', 'two'], current: { total_requests: 7 } }],
    });
    const two = await stack.slo.getDomain('a.example', {
      access: 'all',
      window: '1d',
      clusterId: 'two',
    });
    expect(two).toMatchObject({
      clusters: ['two'],
      summary: { total_requests: 4 },
    });
  });

  it('rates requests over the time since the series began', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const row = routeRow('a.example', '/', { 200: 600 });
    await agent.pushSlots(1, [slotAt(LAST_MS + SLOT_MS - 600_000, [row])]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '30d',
    });
    // The window ends at the end of the slot that holds now: 600 s after the first slot began.
    expect(domains[0].summary.requests_per_sec).toBe(1);
  });

  it('answers although an agent claims more requests than can be', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const most = Number.MAX_SAFE_INTEGER;
    for (let i = 0; i < 3; i++) {
      const row = routeRow('a.example', '/', { 200: most });
      await agent.pushSlots(i, [slotAt(LAST_MS - i * SLOT_MS, [row])]);
    }
    // As after as many pushes again as it takes to fill 64 bits.
    await stack.knex('slo_samples').update({ c2xx: '9000000000000000000' });
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domainSchema.parse(domains[0]).summary).toMatchObject({
      total_requests: most,
      availability: 100,
    });
    const twice = [
      routeRow('a.example', '/', { 200: most }),
      routeRow('a.example', '/', { 500: 1 }),
    ];
    await expect(agent.pushSlots(9, [slotAt(LAST_MS, twice)])).rejects.toThrow(
      /'codes' of a push must not add up to more/,
    );
  });

  describe('services that routes share', () => {
    const sharedBy = (service: string, ...routes: [string, string][]) =>
      routes.map(([host, path]) =>
        routeOf(host, path, { series: { kind: 'shared', service } }),
      );
    const sharedRow = (service: string, requests: number) => ({
      ...routeRow('', '', { 200: requests }),
      series: { kind: 'shared' as const, service },
    });

    it('count in the detail of the only domain they are of, as in the overview', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await pushRoutes(
        agent,
        ...sharedBy('web@kubernetes', ['a.example', '/'], ['a.example', '/x']),
      );
      await agent.pushSlots(1, [
        slotAt(LAST_MS, [sharedRow('web@kubernetes', 40)]),
      ]);
      const { item, points } = await stack.clusterSlo.getDetail('prod', {
        access: { domains: 'all', services: 'all' },
        type: 'ingress',
        source: 'a.example',
        range: '1h',
      });
      expect(item.total_requests).toBe(40);
      expect(points.reduce((sum, one) => sum + one.total_requests, 0)).toBe(40);
    });

    it('are shown once, and stand in for a domain that nothing else counts', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await pushRoutes(
        agent,
        ...sharedBy('web@kubernetes', ['a.example', '/'], ['b.example', '/x']),
        routeOf('b.example', '/own'),
      );
      await agent.pushSlots(1, [
        slotAt(LAST_MS, [
          sharedRow('web@kubernetes', 40),
          routeRow('b.example', '/own', { 200: 2 }),
        ]),
      ]);
      const answer = await stack.slo.listDomains({
        access: 'all',
        window: '1d',
      });
      expect(
        answer.domains.map(d => [d.domain, d.summary.total_requests]),
      ).toEqual([
        ['a.example', 40],
        ['b.example', 2],
      ]);
      expect(answer.domains[0].routes[0]).toMatchObject({
        shared_service: 'web@kubernetes',
        status: 'healthy',
        current: { total_requests: 0 },
      });
      expect(answer.shared).toMatchObject([
        {
          cluster: 'prod',
          service: 'web@kubernetes',
          shared_by: [
            { domain: 'a.example', path_prefix: '/' },
            { domain: 'b.example', path_prefix: '/x' },
          ],
          current: { total_requests: 40 },
        },
      ]);
    });

    it.each([
      [
        { not: { field: 'host' as const, values: ['a.example'] } },
        ['web@kubernetes'],
      ],
      [
        {
          not: {
            field: 'host' as const,
            values: ['a.example', 'b.example'],
          },
        },
        [],
      ],
    ])(
      'are hidden from who may see none of their routes: %j',
      async (access, services) => {
        const stack = await openFresh();
        const agent = await StackAgent.open(stack);
        await pushRoutes(
          agent,
          ...sharedBy('web@kubernetes', ['a.example', '/'], ['b.example', '/']),
          routeOf('c.example', '/'),
        );
        await agent.pushSlots(1, [
          slotAt(LAST_MS, [sharedRow('web@kubernetes', 40)]),
        ]);
        const { shared } = await stack.slo.listDomains({
          window: '1d',
          access,
        });
        expect(shared.map(one => one.service)).toEqual(services);
      },
    );

    it('count for a domain that has all of the routes', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await pushRoutes(
        agent,
        ...sharedBy('web@kubernetes', ['a.example', '/'], ['a.example', '/x']),
      );
      await agent.pushSlots(1, [
        slotAt(LAST_MS, [sharedRow('web@kubernetes', 40)]),
      ]);
      const { domains } = await stack.slo.listDomains({
        access: 'all',
        window: '1d',
      });
      expect(domains[0]).toMatchObject({
        status: 'healthy',
        summary: { total_requests: 40 },
      });
      const { points } = await stack.slo.getHistory('a.example', {
        access: 'all',
        window: '1d',
      });
      expect(points[points.length - 1].total_requests).toBe(40);
      const narrowed = await stack.slo.listDomains({
        access: 'all',
        window: '1d',
        selectors: 'a.example/x'.split(',').map(parseDomainSelector),
      });
      expect(narrowed.domains[0].summary.total_requests).toBe(40);
      expect(narrowed.shared[0].shared_by).toHaveLength(2);
    });
  });

  it('groups what no route names, unless certain domains are asked for', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const unmapped = {
      ...routeRow('', '', { 200: 5 }),
      series: { kind: 'unmapped' as const, service: 'old@file' },
    };
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [unmapped, routeRow('a.example', '/', { 200: 1 })]),
    ]);
    const all = await stack.slo.listDomains({ access: 'all', window: '1d' });
    expect(all.unmapped).toMatchObject([
      { cluster: 'prod', service: 'old@file', current: { total_requests: 5 } },
    ]);
    const some = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
      selectors: 'a.example'.split(',').map(parseDomainSelector),
    });
    expect(some.unmapped).toEqual([]);
    expect(some.domains).toHaveLength(1);
  });

  it('says of a service whose route is there that Traefik may be newer than what is known', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const service = 'shop-web-http3-80@kubernetes';
    await agent.push({
      routes: {
        generation: 1,
        complete: true,
        upserts: [
          {
            host: 'a.example',
            path: '/',
            pathMatch: 'prefix',
            source: { kind: 'ingress', namespace: 'shop', name: 'web' },
            tls: false,
            services: [],
          },
        ],
      },
    });
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [
        {
          ...routeRow('', '', { 200: 5 }),
          series: { kind: 'unmapped', service },
        },
      ]),
    ]);
    const { unmapped } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(unmapped).toMatchObject([{ service, reason: 'newer_than_known' }]);
  });

  it.each([
    ['a.example', ['a.example']],
    ['*.example', ['a.example', 'b.a.example']],
    ['other.test', ['other.test']],
    ['a.example,other.test', ['a.example', 'other.test']],
    ['none.test', []],
    ['*', ['a.example', 'b.a.example', 'other.test']],
  ])('finds by %s the domains %p', async (domains, expected) => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await pushRoutes(
      agent,
      routeOf('a.example', '/'),
      routeOf('b.a.example', '/'),
      routeOf('other.test', '/'),
    );
    const answer = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
      selectors: domains.split(',').map(parseDomainSelector),
    });
    expect(answer.domains.map(d => d.domain)).toEqual(expected);
  });

  it('narrows a host to a path and what lies below it', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const paths = ['/', '/api', '/api/v1', '/apiary', '/API', '/api_v1/x'];
    await pushRoutes(agent, ...paths.map(path => routeOf('a.example', path)));
    const pathsOf = async (domains: string) => {
      const selectors = domains.split(',').map(parseDomainSelector);
      const answer = await stack.slo.listDomains({
        access: 'all',
        window: '1d',
        selectors,
      });
      return answer.domains[0].routes.map(r => r.path_prefix).sort();
    };
    expect(await pathsOf('a.example/api')).toEqual(['/api', '/api/v1']);
    expect(await pathsOf('a.example/api/')).toEqual(['/api', '/api/v1']);
    expect(await pathsOf('a.example/')).toEqual([...paths].sort());
  });

  it('gives a point for every bucket, without figures where there was nothing', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(LAST_MS - 2 * HOUR_MS, [
        routeRow('a.example', '/', { 200: 299, 500: 1 }),
        routeRow('a.example', '/b', { 200: 30 }),
      ]),
    ]);
    const history = await stack.slo.getHistory('a.example', {
      access: 'all',
      window: '1d',
      route: { path: '/', pathMatch: 'prefix' },
    });
    expect(history.bucketMs).toBe(300_000);
    expect(history.points).toHaveLength(289);
    const busy = history.points.filter(p => p.total_requests > 0);
    expect(busy).toMatchObject([
      {
        startMs: Date.UTC(2026, 10, 20, 8, 15),
        total_requests: 300,
        error_rate: expect.closeTo(100 / 300, 10),
      },
    ]);
    expect(history.points[0]).toEqual({
      startMs: Date.UTC(2026, 10, 19, 10, 15),
      total_requests: 0,
      requests_per_sec: 0,
    });
  });

  it('knows a host without traffic by its past, and no other', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [routeRow('a.example', '/', { 200: 1 })]),
    ]);
    stack.time.nowMs += 60 * DAY_MS;
    const quiet = await stack.slo.getDomain('a.example', {
      access: 'all',
      window: '1d',
    });
    expect(quiet).toMatchObject({ status: 'no_data', routes: [] });
    await expect(
      stack.slo.getDomain('b.example', { access: 'all', window: '1d' }),
    ).rejects.toThrow(`No domain 'b.example'`);
    await expect(
      stack.slo.getHistory('a.example', {
        access: 'all',
        window: '1d',
        clusterId: 'other',
      }),
    ).rejects.toThrow(`No domain 'a.example' in cluster 'other'`);
  });

  it('takes a rule without a host for a domain of its own', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(LAST_MS, [
        routeRow('*', '/', { 200: 1 }),
        routeRow('a.example', '/', { 200: 2 }),
      ]),
    ]);
    const detail = await stack.slo.getDomain('*', {
      access: 'all',
      window: '1d',
    });
    expect(detail.summary.total_requests).toBe(1);
  });
});
