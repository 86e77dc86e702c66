import type {
  SloSubject,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  edgeRow,
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
import { runSloRound } from '../../__testUtils__/runRound';

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 7);
const HOST = 'a.example';
const DEFAULTS = { config: {} };

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Pushes one slot of 5 min after another; the times are how long ago it began. */
class Traffic {
  private sequence = 0;

  private constructor(
    private readonly stack: Stack,
    private readonly live: StackAgent,
    private readonly history: StackAgent,
  ) {}

  static async open(stack: Stack): Promise<Traffic> {
    const history = await StackAgent.open(stack, {
      role: 'backfill',
      streamId: 'history',
    });
    const live = await StackAgent.open(stack);
    return new Traffic(stack, live, history);
  }

  /** `per5min` requests, a share of them bad, between two times before now. */
  async add(input: {
    fromAgoMs: number;
    toAgoMs: number;
    per5min?: number;
    badFraction?: number;
  }): Promise<void> {
    const { fromAgoMs, toAgoMs, per5min = 100, badFraction = 0 } = input;
    const nowMs = Math.floor(this.stack.time.nowMs / 300_000) * 300_000;
    const bad = Math.round(per5min * badFraction);
    for (let ago = fromAgoMs; ago > toAgoMs; ago -= 5 * MINUTE_MS) {
      this.sequence += 1;
      await this.history.pushSlots(this.sequence, [
        slotAt(
          nowMs - ago,
          [routeRow(HOST, '/', { 200: per5min - bad, 500: bad })],
          { durationMs: 300_000 },
        ),
      ]);
    }
  }

  /** The live agent tells how its sources fare. */
  async tell(sources: SourceState[]): Promise<void> {
    await this.live.heartbeat(sources);
  }

  /** The live agent has covered until now, with what it counted last. */
  async beat(
    codes: Record<string, number> = {},
    rows = [routeRow(HOST, '/', codes)],
    coveredMs = SLOT_MS,
  ): Promise<void> {
    this.sequence += 1;
    const startMs =
      Math.floor(this.stack.time.nowMs / SLOT_MS) * SLOT_MS - SLOT_MS;
    await this.live.pushSlots(this.sequence, [
      slotAt(startMs, rows, { coversFromMs: startMs + SLOT_MS - coveredMs }),
    ]);
  }
}

describe.each(databases.eachSupportedId())('SloJudge on %s', id => {
  async function openFresh(options: { config?: object } = {}) {
    const stack = await openStack(await databases.init(id), {
      nowMs: NOW_MS,
      ...options,
    } as Parameters<typeof openStack>[1]);
    return { stack, traffic: await Traffic.open(stack) };
  }

  const listAlerts = async (stack: Stack, active = true) =>
    (
      await stack.alerts.listSloAlerts(
        { limit: 100, active },
        { domains: 'all', services: 'all' },
      )
    ).alerts;

  it('fires when a day’s budget burns fast, says what it saw, and recovers', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: HOUR_MS });
    // 95 % of 1 d may be burnt 7.2 times as fast for an hour: 36 % bad. Here 40 %.
    await traffic.add({ fromAgoMs: HOUR_MS, toAgoMs: 0, badFraction: 0.4 });
    await traffic.beat();
    const fired = await runSloRound(stack);
    const alert = fired.find(e => e.alert.window === '1d')!.alert;
    expect(alert).toMatchObject({
      kind: 'burn_rate',
      severity: 'fast',
      subject: { kind: 'domain', domain: HOST },
      firedMs: NOW_MS,
      rule: { long_ms: HOUR_MS, short_ms: 5 * MINUTE_MS, factor: 7.2 },
    });
    // The hour begins at 11:00:30, so the 5 min of 11:00 count in nine parts of ten.
    expect(alert.long?.windowMs).toBe(HOUR_MS);
    expect(alert.long?.burn_rate).toBeCloseTo(8, 1);
    expect(alert.long!.total_requests).toBeGreaterThan(1_150);
    expect(alert.long!.bad_requests / alert.long!.total_requests).toBeCloseTo(
      0.4,
      2,
    );
    // Within minutes of one another: nothing fires twice.
    expect(await runSloRound(stack)).toEqual([]);

    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0]).toMatchObject({
      status: 'critical',
      sinceMs: NOW_MS,
      alerts: [{ id: alert.id }],
    });
    expect(domains[0].reasons).toContain('burning_fast');

    stack.time.nowMs += 10 * MINUTE_MS;
    await traffic.add({ fromAgoMs: 10 * MINUTE_MS, toAgoMs: 0 });
    await traffic.beat();
    const changes = await runSloRound(stack);
    expect(
      changes.map(e => [e.kind, e.alert.window, e.alert.resolvedMs]),
    ).toContainEqual(['resolved', '1d', stack.time.nowMs]);
    expect(
      (await listAlerts(stack)).filter(a => a.severity === 'fast'),
    ).toEqual([]);
    const ended = await listAlerts(stack, false);
    expect(ended.find(a => a.id === alert.id)?.resolvedMs).toBe(
      stack.time.nowMs,
    );
  });

  it('does not fire for an hour that was bad and is over', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: HOUR_MS });
    await traffic.add({
      fromAgoMs: HOUR_MS,
      toAgoMs: 10 * MINUTE_MS,
      badFraction: 0.5,
    });
    await traffic.add({ fromAgoMs: 10 * MINUTE_MS, toAgoMs: 0 });
    await traffic.beat();
    const fired = await runSloRound(stack);
    expect(fired.filter(e => e.alert.severity === 'fast')).toEqual([]);
  });

  it('does not fire on fewer requests than the guard asks for', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({
      fromAgoMs: 26 * HOUR_MS,
      toAgoMs: 0,
      per5min: 4,
      badFraction: 1,
    });
    await traffic.beat();
    const fired = await runSloRound(stack);
    // 48 in an hour; 288 in six hours do.
    expect(fired.map(e => e.alert.rule?.long_ms)).not.toContain(HOUR_MS);
    expect(fired.map(e => e.alert.rule?.long_ms)).toContain(6 * HOUR_MS);
  });

  it('never fires for a history without a live agent', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: 0, badFraction: 1 });
    expect(await runSloRound(stack)).toEqual([]);
  });

  it('takes nothing back while the agent is silent', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: 0, badFraction: 1 });
    await traffic.beat();
    await runSloRound(stack);
    const before = await listAlerts(stack);
    expect(before.length).toBeGreaterThan(0);
    stack.time.nowMs += HOUR_MS;
    expect(await runSloRound(stack)).toEqual([]);
    expect(await listAlerts(stack)).toEqual(before);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].reasons).toContain('stale');
  });

  it('takes nothing back while the agent of one of two clusters is silent', async () => {
    const { stack, traffic } = await openFresh();
    const other = await StackAgent.open(stack, { clusterId: 'other' });
    const row = (codes: Record<string, number>) => [routeRow(HOST, '/', codes)];
    const lastMs = () =>
      Math.floor(stack.time.nowMs / SLOT_MS) * SLOT_MS - SLOT_MS;
    await traffic.beat({ 200: 100 });
    await other.pushSlots(1, [slotAt(lastMs(), row({ 500: 900 }))]);
    const fired = await runSloRound(stack);
    expect(fired.length).toBeGreaterThan(0);
    // The cluster that fails is heard of no more; the other goes on well.
    stack.time.nowMs += 20 * MINUTE_MS;
    await traffic.beat({ 200: 100_000 });
    expect(await runSloRound(stack)).toEqual([]);
    await other.pushSlots(2, [slotAt(lastMs(), row({ 200: 100_000 }))]);
    const changes = await runSloRound(stack);
    expect(changes.map(e => e.kind)).toContain('resolved');
  });

  it('misses traffic that stays away, compared with the day before', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: 35 * MINUTE_MS });
    const other = [routeRow('other.example', '/', { 200: 1 })];
    await traffic.beat({}, other);
    // The history ends 35 min ago and the agent has just come: nobody looked in between.
    expect(await runSloRound(stack)).toEqual([]);
    stack.time.nowMs += SLOT_MS;
    await traffic.beat({}, other, 36 * MINUTE_MS);
    const fired = await runSloRound(stack);
    expect(fired.map(e => e.alert)).toMatchObject([
      {
        kind: 'absent',
        severity: 'slow',
        subject: { domain: HOST },
        // 30 min of 100 per 5 min.
        expected_requests: 600,
      },
    ]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '7d',
    });
    const domain = domains.find(one => one.domain === HOST);
    expect(domain?.reasons).toContain('absent');

    stack.time.nowMs += MINUTE_MS;
    await traffic.beat({ 200: 1 });
    const changes = await runSloRound(stack);
    expect(changes.map(e => e.kind)).toEqual(['resolved']);
  });

  it('keeps the changes of status, and begins with the first', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 200: 100 });
    await runSloRound(stack);
    stack.time.nowMs += HOUR_MS;
    await traffic.beat({ 200: 1, 500: 99 });
    await runSloRound(stack);
    stack.time.nowMs += MINUTE_MS;
    await runSloRound(stack);
    const scope = {
      domains: 'all' as const,
      services: 'all' as const,
      host: HOST,
      window: '7d' as const,
      limit: 10,
    };
    const { items } = await stack.stores.sloLog.listChanges(scope);
    const ofDomain = items.filter(one => one.subject.kind === 'domain');
    expect(ofDomain).toMatchObject([
      { atMs: NOW_MS + HOUR_MS, from: 'healthy', to: 'critical' },
      { atMs: NOW_MS, to: 'healthy', reasons: [] },
    ]);
    expect(ofDomain[0].reasons).toContain('availability_missed');
    expect(ofDomain[1].from).toBeUndefined();
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '7d',
    });
    expect(domains[0].sinceMs).toBe(NOW_MS + HOUR_MS);
  });

  it('pages the changes without losing or repeating one', async () => {
    const { stack, traffic } = await openFresh();
    for (let i = 0; i < 6; i++) {
      await traffic.beat(
        i % 2 ? { 200: 10_000 * 10 ** i } : { 500: 10 ** i * 9e3 },
      );
      await runSloRound(stack);
      stack.time.nowMs += MINUTE_MS;
    }
    const all = await stack.stores.sloLog.listChanges({
      domains: 'all',
      services: 'all',
      limit: 100,
    });
    expect(all.nextCursor).toBeUndefined();
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await stack.stores.sloLog.listChanges({
        domains: 'all',
        services: 'all',
        limit: 2,
        cursor,
      });
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all.items);
    expect(paged.length).toBeGreaterThan(4);
  });

  it('reads two stretches of what is well, and judges what is not by all', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: DAY_MS, toAgoMs: 0 });
    const sumSeries = jest.spyOn(stack.stores.samples, 'sumSeries');
    const stretches = async (codes: Record<string, number>) => {
      stack.time.nowMs += SLOT_MS;
      await traffic.beat(codes);
      sumSeries.mockClear();
      await runSloRound(stack);
      return sumSeries.mock.calls.filter(
        ([series, , parts]) => parts === 'counts' && series.length > 0,
      ).length;
    };
    expect(await stretches({ 200: 100 })).toBe(2);
    expect(await stretches({ 200: 99, 500: 1 })).toBeGreaterThan(4);
  });

  it('judges callers of a service, and the service over all of them', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({}, [
      edgeRow('web', 'api', { 200: 10_000 }),
      edgeRow('batch', 'api', { 200: 10, 500: 90 }),
    ]);
    const fired = await runSloRound(stack);
    const subjects = new Set(
      fired.map(({ alert: { subject } }) =>
        subject.kind === 'edge' ? subject.source.workload : subject.kind,
      ),
    );
    // 90 of 10,100 is well within 95 %; of the caller's own it is not.
    expect([...subjects]).toEqual(['batch']);
    const { services } = await stack.mesh.listServices({
      access: 'all',
      domains: 'all',
      window: '1d',
    });
    expect(services).toMatchObject([
      { service: 'api', status: 'critical', edges: [{}, {}] },
    ]);
  });

  it('forgets the status of what is gone, and lets its alerts end', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    expect((await stack.stores.sloLog.readStatuses('1d')).size).toBe(2);
    stack.time.nowMs += 40 * DAY_MS;
    await traffic.beat({}, [routeRow('other.example', '/', { 200: 1 })]);
    const changes = await runSloRound(stack);
    expect(new Set(changes.map(e => e.kind))).toEqual(new Set(['resolved']));
    expect([...(await stack.stores.sloLog.readStatuses('1d')).keys()]).toEqual([
      '*/_/route/other.example%2F%252F%2Fprefix',
      '*/_/domain/other.example',
    ]);
    expect(await listAlerts(stack)).toEqual([]);
  });

  it('judges a route of its own beside others, and a lone one with its domain', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({}, [
      routeRow(HOST, '/', { 200: 10_000 }),
      routeRow(HOST, '/api', { 500: 100 }),
      routeRow('lone.example', '/', { 500: 100 }),
    ]);
    const agent = await StackAgent.open(stack, { streamId: 'stream-2' });
    await agent.push({
      routes: {
        generation: 1,
        complete: true,
        upserts: [routeOf(HOST, '/'), routeOf(HOST, '/api')],
      },
    });
    const fired = await runSloRound(stack);
    const kinds = fired.map(({ alert: { subject } }) =>
      subject.kind === 'path'
        ? `${subject.domain}${subject.path}`
        : 'domain' in subject && subject.domain,
    );
    expect(new Set(kinds)).toEqual(new Set([`${HOST}/api`, 'lone.example']));
  });

  it('judges a lone route or caller apart where it has a target of its own', async () => {
    const { stack, traffic } = await openFresh();
    const set = (subject: SloSubject) =>
      stack.targets.putTarget(
        { subject, window: '1d', objective: { availability: 99.9 } },
        {
          name: 'user:default/ann',
          access: { domains: 'all', services: 'all' },
        },
      );
    await set({ kind: 'path', domain: HOST, path: '/', path_match: 'prefix' });
    await set({
      kind: 'edge',
      namespace: 'shop',
      service: 'api',
      source: { namespace: 'shop', kind: 'deployment', workload: 'web' },
    });
    // 2 % bad: 0.4 times what 95 % allows, 20 times what 99.9 % does.
    const codes = { 200: 980, 500: 20 };
    await traffic.beat({}, [
      routeRow(HOST, '/', codes),
      edgeRow('web', 'api', codes),
    ]);
    const fired = await runSloRound(stack);
    expect(
      new Set(fired.map(e => `${e.alert.window} ${e.alert.subject.kind}`)),
    ).toEqual(new Set(['1d path', '1d edge']));
  });

  it('shows an alert where its requests are, though the domain was elsewhere before', async () => {
    const { stack, traffic } = await openFresh();
    const old = await StackAgent.open(stack, {
      clusterId: 'old',
      role: 'backfill',
    });
    const startMs = Math.floor((NOW_MS - 3 * DAY_MS) / SLOT_MS) * SLOT_MS;
    await old.pushSlots(1, [
      slotAt(startMs, [routeRow(HOST, '/', { 200: 1 })]),
    ]);
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].clusters).toEqual(['prod']);
    expect(domains[0].reasons).toContain('burning_fast');
  });

  it('misses no traffic of a cluster whose agent is silent', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: 35 * MINUTE_MS });
    const spare = await StackAgent.open(stack, { clusterId: 'spare' });
    const startMs = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS - SLOT_MS;
    await spare.push({
      routes: { generation: 1, complete: true, upserts: [routeOf(HOST, '/')] },
    });
    await spare.pushSlots(1, [
      slotAt(startMs, [routeRow(HOST, '/', { 200: 1 })], {
        coversFromMs: startMs - 2 * DAY_MS,
      }),
    ]);
    stack.time.nowMs += 40 * MINUTE_MS;
    const laterMs = startMs + 40 * MINUTE_MS;
    await spare.pushSlots(2, [
      slotAt(laterMs, [routeRow('other.example', '/', { 200: 1 })]),
    ]);
    expect(await runSloRound(stack)).toEqual([]);
  });

  it('lets one of two equal alerts end, such as two replicas fire', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    const alerts = await listAlerts(stack);
    const rows = await stack.knex('alerts').select();
    await stack
      .knex('alerts')
      .insert(rows.map((row, i) => ({ ...row, id: `twin-${i}` })));
    expect(await listAlerts(stack)).toHaveLength(2 * alerts.length);
    stack.time.nowMs += SLOT_MS;
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    expect(await listAlerts(stack)).toHaveLength(alerts.length);
  });

  it('is one alert of a domain, with its windows and rules inside', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 500: 100 });
    const told = await runSloRound(stack);
    const { alerts } = await stack.alerts.listAlerts(
      { limit: 10 },
      {
        domains: 'all',
        services: 'all',
        nodes: 'all',
        objects: 'all',
        clusters: 'all',
      },
    );
    const [domain, ...more] = alerts.filter(one => one.rule === 'burn_rate');
    expect(more).toEqual([]);
    expect(domain).toMatchObject({
      kind: 'slo',
      severity: 'critical',
      state: 'firing',
      title: HOST,
    });
    expect(domain.variants).toHaveLength(told.length);
    // Within a window the slow rule is inhibited by the fast one.
    for (const one of domain.variants) {
      expect(one.inhibited ?? false).toBe(one.severity === 'warning');
    }
  });

  it('says what it is now beside what it was when it fired', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 200: 50, 500: 50 });
    await runSloRound(stack);
    stack.time.nowMs += SLOT_MS;
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    const alert = (await listAlerts(stack)).find(
      one => one.window === '1d' && one.severity === 'fast',
    )!;
    expect(alert.long?.burn_rate).toBeCloseTo(10, 6);
    // 150 of 200 bad, of which 5 % are allowed.
    expect(alert.current?.long.burn_rate).toBeCloseTo(15, 6);
    expect(alert.current?.atMs).toBe(stack.time.nowMs);
  });

  it('takes nothing back while the routes of a cluster cannot be read', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 500: 100 });
    await runSloRound(stack);
    const before = await listAlerts(stack);
    stack.time.nowMs += 10 * MINUTE_MS;
    await traffic.tell([
      { name: 'kubernetes/ingressroute', state: 'failing', message: '403' },
    ]);
    await traffic.beat({}, [routeRow('other.example', '/', { 200: 9_000 })]);
    expect(await runSloRound(stack)).toEqual([]);
    expect(await listAlerts(stack)).toHaveLength(before.length);
    stack.time.nowMs += SLOT_MS;
    await traffic.tell([{ name: 'kubernetes/ingressroute', state: 'ok' }]);
    const told = await runSloRound(stack);
    expect(new Set(told.map(one => one.kind))).toEqual(new Set(['resolved']));
  });

  it('fires on more requests than a client can read as a whole number', async () => {
    const { stack, traffic } = await openFresh();
    await traffic.beat({ 500: Number.MAX_SAFE_INTEGER });
    stack.time.nowMs += SLOT_MS;
    await traffic.beat({ 500: Number.MAX_SAFE_INTEGER });
    await runSloRound(stack);
    // Read back whole: else one cluster's counts would end the answers of all.
    expect(await listAlerts(stack)).not.toEqual([]);
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(domains[0].status).toBe('critical');
  });

  it('keeps what was judged over all callers from who may see some', async () => {
    const { stack, traffic } = await openFresh();
    const own = edgeRow('web', 'api', { 200: 10 });
    const source = { namespace: 'mine', kind: 'deployment', workload: 'web' };
    await traffic.beat({}, [
      { ...own, series: { ...own.series, source } as typeof own.series },
      edgeRow('batch', 'api', { 500: 9_000 }),
    ]);
    await runSloRound(stack);
    const seenBy = async (namespace: string) => {
      const access = { field: 'namespace' as const, values: [namespace] };
      const { services } = await stack.mesh.listServices({
        domains: 'all',
        window: '1d',
        access,
      });
      return services.map(({ status, alerts, sinceMs }) => [
        status,
        alerts.length > 0,
        sinceMs,
      ]);
    };
    expect(await seenBy('shop')).toEqual([['critical', true, NOW_MS]]);
    expect(await seenBy('mine')).toEqual([['healthy', false, undefined]]);
  });

  it('misses traffic until some comes, though nothing was expected a day later', async () => {
    const { stack, traffic } = await openFresh(DEFAULTS);
    await traffic.add({ fromAgoMs: 26 * HOUR_MS, toAgoMs: HOUR_MS });
    const other = [routeRow('other.example', '/', { 200: 1 })];
    await traffic.beat({}, other, HOUR_MS);
    expect(await runSloRound(stack)).toHaveLength(1);
    for (let hour = 0; hour < 26; hour++) {
      stack.time.nowMs += HOUR_MS;
      await traffic.beat({}, other);
      expect(await runSloRound(stack)).toEqual([]);
    }
    stack.time.nowMs += MINUTE_MS;
    await traffic.beat({ 200: 1 });
    const changes = await runSloRound(stack);
    expect(changes.map(e => e.kind)).toEqual(['resolved']);
  });
});
