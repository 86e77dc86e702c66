import type {
  PutTargetRequest,
  SloSubject,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  routeOf,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../../__testUtils__/examples';
import { toOpenSlo } from './openSlo';
import type { SubjectAccess } from '../../access/access';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 7);
const HOST = 'a.example';
const ALL: SubjectAccess = { domains: 'all', services: 'all' };
const CALLER = { name: 'user:default/ann', access: ALL };
const DOMAIN: SloSubject = { kind: 'domain', domain: HOST };
const API: SloSubject = {
  kind: 'path',
  domain: HOST,
  path: '/api',
  path_match: 'prefix',
};

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

function request(
  subject: SloSubject,
  availability: number,
  overrides: Partial<PutTargetRequest['objective']> = {},
): PutTargetRequest {
  return { subject, window: '1d', objective: { availability, ...overrides } };
}

/** 1,000 requests on `/` and on `/api`, 10 of each bad. */
async function pushTraffic(stack: Stack, clusterId = 'prod') {
  const agent = await StackAgent.open(stack, { clusterId });
  await agent.push({
    routes: {
      generation: 1,
      complete: true,
      upserts: [routeOf(HOST, '/'), routeOf(HOST, '/api')],
    },
  });
  const startMs = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS - SLOT_MS;
  const rows = ['/', '/api'].map(path =>
    routeRow(HOST, path, { 200: 990, 500: 10 }),
  );
  await agent.pushSlots(1, [slotAt(startMs, rows)]);
}

async function statusesOf(stack: Stack, clusterId?: string) {
  const { domains } = await stack.slo.listDomains({
    access: 'all',
    window: '1d',
    clusterId,
  });
  const [domain] = domains;
  return [domain, ...domain.routes].map(one => one.status);
}

describe.each(databases.eachSupportedId())('TargetService on %s', id => {
  async function openFresh() {
    const stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    await pushTraffic(stack);
    return stack;
  }

  it('judges a domain and its routes by the most specific target', async () => {
    const stack = await openFresh();
    expect(await statusesOf(stack)).toEqual(['healthy', 'healthy', 'healthy']);

    await stack.targets.putTarget(request(DOMAIN, 99.9), CALLER);
    expect(await statusesOf(stack)).toEqual([
      'critical',
      'critical',
      'critical',
    ]);

    await stack.targets.putTarget(request(API, 95), CALLER);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].routes.map(route => route.status)).toEqual([
      'critical',
      'healthy',
    ]);
    expect(domains[0].routes[1].target).toMatchObject({
      availability: 95,
      origin: { level: 'path', source: 'api' },
    });
    expect(domains[0].routes[0].target.origin.level).toBe('domain');
    // Another window is another target.
    const week = await stack.slo.listDomains({ access: 'all', window: '7d' });
    expect(week.domains[0].target.origin.level).toBe('default');
  });

  it('lets an override count in its cluster only', async () => {
    const stack = await openFresh();
    await pushTraffic(stack, 'other');
    const override = { ...DOMAIN, cluster: 'other' } as SloSubject;
    await stack.targets.putTarget(request(override, 99.9), CALLER);
    const domainStatus = async (clusterId?: string) =>
      (await statusesOf(stack, clusterId))[0];
    expect(await domainStatus('other')).toBe('critical');
    expect(await domainStatus('prod')).toBe('healthy');
    expect(await domainStatus()).toBe('healthy');
  });

  it('falls back to what is inherited once a target is removed', async () => {
    const stack = await openFresh();
    await stack.targets.putTarget(request(DOMAIN, 99.9), CALLER);
    await stack.targets.deleteTarget({ subject: DOMAIN, window: '1d' }, CALLER);
    expect((await statusesOf(stack))[0]).toBe('healthy');
    await expect(
      stack.targets.deleteTarget({ subject: DOMAIN, window: '1d' }, CALLER),
    ).rejects.toThrow(/No target of 1d was set/);
  });

  it('counts what a target calls bad', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack, { streamId: 'stream-2' });
    const startMs = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS;
    await agent.pushSlots(2, [
      slotAt(startMs, [routeRow(HOST, '/', { 404: 100, 0: 50 })], {}),
    ]);
    const availability = async () => {
      const { domains } = await stack.slo.listDomains({
        access: 'all',
        window: '1d',
      });
      return domains[0].summary.availability;
    };
    expect(await availability()).toBeCloseTo((1 - 20 / 2_150) * 100, 9);
    await stack.targets.putTarget(
      request(DOMAIN, 95, { bad_requests: ['5xx', '4xx', 'no_response'] }),
      CALLER,
    );
    expect(await availability()).toBeCloseTo((1 - 170 / 2_150) * 100, 9);
  });

  it('leaves to the catalog what the catalog defines, which also wins', async () => {
    const stack = await openFresh();
    await stack.targets.putTarget(request(DOMAIN, 90), CALLER);
    const fromCatalog = {
      ...request(DOMAIN, 99.9),
      source: 'catalog' as const,
      entity_ref: 'component:default/shop',
      updatedMs: NOW_MS,
    };
    await stack.stores.targets.replaceCatalogTargets([fromCatalog], []);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].target).toMatchObject({
      availability: 99.9,
      origin: { source: 'catalog', entity_ref: 'component:default/shop' },
    });
    await expect(
      stack.targets.putTarget(request(DOMAIN, 95), CALLER),
    ).rejects.toThrow(/defined by 'component:default\/shop' in the catalog/);

    await stack.stores.targets.replaceCatalogTargets([], []);
    expect((await statusesOf(stack))[0]).toBe('healthy');
    const { targets } = await stack.targets.listTargets(ALL);
    expect(targets).toHaveLength(1);
  });

  it('refuses a burn-rate rule that can never fire, and names it', async () => {
    const stack = await openFresh();
    const rule = {
      long_ms: 3_600_000,
      short_ms: 300_000,
      factor: 14.4,
      severity: 'fast' as const,
    };
    await expect(
      stack.targets.putTarget(
        request(DOMAIN, 90, { burn_rules: [rule] }),
        CALLER,
      ),
    ).rejects.toThrow(
      /burn_rules\[0\]': a burn rate of 14.4 cannot be reached/,
    );
    const long = { ...rule, long_ms: 2 * 86_400_000 };
    await expect(
      stack.targets.putTarget(
        request(DOMAIN, 99, { burn_rules: [rule, long] }),
        CALLER,
      ),
    ).rejects.toThrow(/burn_rules\[1\]': its long window must not be longer/);
  });

  it('lets a caller change only what it was granted', async () => {
    const stack = await openFresh();
    const access: SubjectAccess = {
      domains: {
        anyOf: [
          {
            field: 'host',
            values: [HOST],
          },
        ],
      },
      services: 'none',
    };
    const caller = { name: 'user:default/bob', access };
    await stack.targets.putTarget(request(API, 99), caller);
    await expect(
      stack.targets.putTarget(
        request({ kind: 'domain', domain: 'b.example' }, 99),
        caller,
      ),
    ).rejects.toThrow(/You may not set targets/);
    await expect(
      stack.targets.putTarget(
        request({ kind: 'service', namespace: 'shop', service: 'api' }, 99),
        caller,
      ),
    ).rejects.toThrow(/You may not set targets/);
  });

  it('keeps targets of all clusters from who may touch all but some', async () => {
    const stack = await openFresh();
    const access: SubjectAccess = {
      domains: { not: { field: 'cluster', values: ['prod'] } },
      services: { not: { field: 'cluster', values: ['prod'] } },
    };
    const caller = { name: 'user:default/bob', access };
    const elsewhere = { ...DOMAIN, cluster: 'other' } as SloSubject;
    await stack.targets.putTarget(request(elsewhere, 99), caller);
    // It would hold in the very cluster that was left out.
    await expect(
      stack.targets.putTarget(request(DOMAIN, 1), caller),
    ).rejects.toThrow(/You may not set targets/);
  });

  it('asks of a target of a call about both of its ends', async () => {
    const { targets } = await openFresh();
    const call: SloSubject = {
      ...{ kind: 'edge', cluster: 'prod', namespace: 'shop', service: 'api' },
      source: { namespace: 'front', kind: 'deployment', workload: 'web' },
    };
    await targets.putTarget(request(call, 99), CALLER);
    const seen = async (services: SubjectAccess['services']) =>
      (await targets.listTargets({ domains: 'none', services })).targets.length;
    const front = { field: 'namespace', values: ['front'] } as const;
    expect(await seen(front)).toBe(1);
    expect(await seen({ not: front })).toBe(0);
    expect(await seen({ not: { ...front, values: ['other'] } })).toBe(1);
  });

  it('tells of definitions not in force to who sees everything only', async () => {
    const stack = await openFresh();
    const problem = {
      entity_ref: 'component:default/secret',
      message: `host 'secret.example'`,
    };
    await stack.stores.targets.replaceCatalogTargets([], [problem]);
    expect((await stack.targets.listTargets(ALL)).problems).toEqual([problem]);
    const some: SubjectAccess = { domains: 'all', services: 'none' };
    expect((await stack.targets.listTargets(some)).problems).toEqual([]);
    const blind: SubjectAccess = { domains: 'none', services: 'none' };
    expect(await stack.targets.listTargets(blind)).toMatchObject({
      problems: [],
      targets: [],
    });
  });

  it('names no owner of a target to who may not touch it', async () => {
    const stack = await openFresh();
    await stack.targets.putTarget(request(DOMAIN, 99.9), CALLER);
    const yaml = await stack.targets.exportOpenSlo(ALL);
    const fromCatalog = {
      ...request(DOMAIN, 99.9),
      source: 'catalog' as const,
      entity_ref: 'component:default/secret',
      updatedMs: NOW_MS,
    };
    await stack.stores.targets.replaceCatalogTargets([fromCatalog], []);
    const access: SubjectAccess = {
      domains: { field: 'host', values: [] },
      services: 'none',
    };
    await expect(
      stack.targets.importOpenSlo(
        yaml,
        { name: 'user:default/bob', access },
        { dryRun: true },
      ),
    ).rejects.toThrow(/You may not set targets/);
  });

  it('takes hosts in any case, and no path without a root', async () => {
    const stack = await openFresh();
    const { subject } = await stack.targets.putTarget(
      request({ kind: 'domain', domain: 'A.Example' }, 99),
      CALLER,
    );
    expect(subject).toEqual(DOMAIN);
    await expect(
      stack.targets.putTarget(
        request({ ...API, path: 'api' } as SloSubject, 99),
        CALLER,
      ),
    ).rejects.toThrow(/must begin with/);
    await expect(
      stack.targets.putTarget(
        request({ kind: 'domain', domain: `${HOST}/api` }, 99),
        CALLER,
      ),
    ).rejects.toThrow(/must be a host/);
  });

  it('imports what it exports, all or nothing, and keeps what documents leave open', async () => {
    const stack = await openFresh();
    const latency = {
      threshold_ms: 120,
      objective: 99,
      by: 'share' as const,
    };
    await stack.targets.putTarget(request(DOMAIN, 99.9, { latency }), CALLER);
    await stack.targets.putTarget(request(API, 98), CALLER);
    const yaml = await stack.targets.exportOpenSlo(ALL);
    const before = await stack.targets.listTargets(ALL);
    for (const { subject, window } of before.targets) {
      await stack.targets.deleteTarget({ subject, window }, CALLER);
    }
    const dry = await stack.targets.importOpenSlo(yaml, CALLER, {
      dryRun: true,
    });
    expect((await stack.targets.listTargets(ALL)).targets).toEqual([]);
    await stack.targets.importOpenSlo(yaml, CALLER, { dryRun: false });
    const after = await stack.targets.listTargets(ALL);
    const objectives = after.targets.map(one => one.objective.availability);
    expect(objectives.sort()).toEqual([98, 99.9]);
    expect(dry.targets).toHaveLength(2);
    const domain = after.targets.find(one => one.subject.kind === 'domain');
    expect(domain?.objective.latency).toEqual(latency);

    // What had no latency objective gets none.
    const path = after.targets.find(one => one.subject.kind === 'path');
    expect(path?.objective).toEqual({ availability: 98 });

    const fromCatalog = {
      ...request(DOMAIN, 99.9),
      source: 'catalog' as const,
      entity_ref: 'component:default/shop',
      updatedMs: NOW_MS,
    };
    await stack.stores.targets.replaceCatalogTargets([fromCatalog], []);
    const { targets, warnings } = await stack.targets.importOpenSlo(
      await stack.targets.exportOpenSlo(ALL),
      CALLER,
      { dryRun: false },
    );
    expect(targets).toHaveLength(1);
    expect(warnings).toEqual([
      `domain 'a.example', 1d: is defined by 'component:default/shop' in the catalog and left out`,
    ]);

    const broken = yaml.replace(/target: 0.98\b/, 'target: 98');
    const rest = await stack.targets.importOpenSlo(broken, CALLER, {
      dryRun: true,
    });
    expect(rest.warnings).toContainEqual(
      expect.stringMatching(/is left out: .*objectives\[0\].target/),
    );
  });

  it('looks at what is stored once, however much is imported', async () => {
    const stack = await openFresh();
    const paths = Array.from({ length: 50 }, (_, i) => ({
      ...request({ ...API, path: `/${i}` }, 99),
      ...{ source: 'api' as const, updatedMs: NOW_MS },
    }));
    let looks = 0;
    const counted = paths.map(one => ({
      ...one,
      get source() {
        looks += 1;
        return one.source;
      },
    }));
    const { targets: store } = stack.stores;
    jest.spyOn(store, 'listTargets').mockResolvedValue(counted);
    const yaml = toOpenSlo(paths);
    await stack.targets.importOpenSlo(yaml, CALLER, { dryRun: true });
    expect(looks).toBe(2 * paths.length);
    jest.restoreAllMocks();
  });
});
