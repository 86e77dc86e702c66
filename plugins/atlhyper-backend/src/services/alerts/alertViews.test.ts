import type { Alert, AlertVariant, Measure } from '@atlhyper/core';
import {
  clustersOf,
  toAlertRecord,
  toNodeAlerts,
  toSloAlerts,
} from './alertViews';

const NO_TITLES = new Map<string, string>();
const HOUR_MS = 3_600_000;

function variant(more: Partial<AlertVariant> = {}): AlertVariant {
  return {
    ...{ id: 'v1', variant: 'critical', severity: 'critical' },
    ...{ unit: 'fraction', sinceMs: 10, measuredMs: 50, firedMs: 20 },
    current: { value: 0.97, threshold: 0.95 },
    ...more,
  };
}

function alert(more: Partial<Alert> = {}): Alert {
  return {
    ...{ id: 'a1', rule: 'diskUsedFraction', severity: 'critical' },
    scope: 'prod/_/node/worker-1',
    entity: 'prod/_/node/worker-1',
    part: '/var',
    ...{ sinceMs: 10, firedMs: 20, variants: [variant()] },
    ...more,
  };
}

/** Of a rule of an SLO that burns in its long and its short window. */
function burn(clusters: string[], factor = 14.4): Measure {
  const rule = {
    ...{ longMs: HOUR_MS, shortMs: HOUR_MS / 12, factor },
    severity: 'fast' as const,
  };
  const figures = { burnRate: 20, total: 100, bad: 50 };
  return {
    value: 20,
    threshold: factor,
    evidence: {
      ...{ clusters, rule },
      long: { windowMs: HOUR_MS, ...figures },
      short: { windowMs: HOUR_MS / 12, ...figures, total: 10, bad: 5 },
    },
  };
}

const BURN = {
  windowMs: HOUR_MS,
  ...{ burn_rate: 20, total_requests: 100, bad_requests: 50 },
};
const SHORT = {
  windowMs: HOUR_MS / 12,
  ...{ burn_rate: 20, total_requests: 10, bad_requests: 5 },
};

function sloAlert(...variants: Partial<AlertVariant>[]): Alert {
  const entity = '*/_/domain/shop.example.com';
  return alert({
    ...{ rule: 'burn_rate', scope: entity, entity, part: undefined },
    variants: variants.map((one, i) =>
      variant({
        ...{ id: `v${i}`, variant: `1d ${i}`, window: '1d' },
        ...{ current: burn(['prod']), atFiring: burn(['prod']) },
        ...one,
      }),
    ),
  });
}

describe('toAlertRecord', () => {
  it('gives an alert with all of its variants, named as the pages name it', () => {
    const current = { value: 0.97, threshold: 0.95, reason: 'full' };
    const one = variant({
      current,
      atFiring: { value: 0.96 },
      inhibited: true,
    });
    const record = toAlertRecord(alert({ variants: [one] }), NO_TITLES);
    expect(record).toEqual({
      ...{ id: 'a1', kind: 'node', rule: 'diskUsedFraction' },
      ...{ severity: 'critical', state: 'firing', cluster: 'prod' },
      ...{ entity: 'prod/_/node/worker-1', title: 'worker-1', part: '/var' },
      ...{ sinceMs: 10, firedMs: 20 },
      variants: [
        {
          ...{ severity: 'critical', state: 'firing', unit: 'fraction' },
          ...{ sinceMs: 10, firedMs: 20, inhibited: true, current },
          at_firing: { value: 0.96 },
        },
      ],
    });
  });

  it.each([
    [{ firedMs: undefined }, 'pending'],
    [{}, 'firing'],
    [{ resolvedMs: 30 }, 'resolved'],
  ])('is with %j %s', (times, state) => {
    const record = toAlertRecord(
      alert({ ...times, variants: [variant(times)] }),
      NO_TITLES,
    );
    expect([record.state, record.variants[0].state]).toEqual([state, state]);
  });

  it('has the title that a rule brings, and its own key where it is of nothing known', () => {
    const titles = new Map([['diskUsedFraction', 'Disk is full']]);
    const record = toAlertRecord(alert({ entity: 'no key' }), titles);
    expect(record).toMatchObject({
      rule_title: 'Disk is full',
      title: 'no key',
    });
    expect(record.cluster).toBeUndefined();
  });
});

describe('clustersOf', () => {
  it('names each cluster once, as it was when the alert fired, else now', () => {
    const found = clustersOf(
      sloAlert(
        { atFiring: burn(['b', 'a']), current: burn(['later']) },
        { atFiring: undefined, firedMs: undefined, current: burn(['c', 'a']) },
      ),
    );
    expect(found).toEqual(['a', 'b', 'c']);
    expect(clustersOf(alert())).toEqual([]);
  });
});

describe('toSloAlerts', () => {
  it('gives each rule that fired, as it was then and as it is now', () => {
    const [found, ...others] = toSloAlerts(
      sloAlert({ current: burn(['later']) }, { firedMs: undefined }),
    );
    expect(others).toEqual([]);
    expect(found.clusters).toEqual(['prod']);
    expect(found.alert).toEqual({
      ...{ id: 'v0', kind: 'burn_rate', window: '1d', severity: 'fast' },
      subject: { kind: 'domain', domain: 'shop.example.com' },
      firedMs: 20,
      rule: {
        ...{ long_ms: HOUR_MS, short_ms: HOUR_MS / 12 },
        ...{ factor: 14.4, severity: 'fast' },
      },
      ...{ long: BURN, short: SHORT },
      current: { atMs: 50, long: BURN, short: SHORT },
    });
  });

  it('has no figures of now once it is over, and is then not active', () => {
    const over = sloAlert({ resolvedMs: 30, severity: 'warning' });
    const [{ alert: found }] = toSloAlerts(over);
    expect(found).toMatchObject({ severity: 'slow', resolvedMs: 30 });
    expect(found.current).toBeUndefined();
    expect(toSloAlerts(over, { active: true })).toEqual([]);
    expect(toSloAlerts(sloAlert({}), { active: true })).toHaveLength(1);
  });

  it('says of traffic that is missed how much was expected, and no rule', () => {
    const measure = { value: 0, evidence: { expected: 80 } };
    const missed = sloAlert({ current: measure, atFiring: measure });
    const [found] = toSloAlerts({ ...missed, rule: 'absent' });
    expect(found.clusters).toEqual([]);
    expect(found.alert).toMatchObject({
      kind: 'absent',
      expected_requests: 80,
    });
    expect(found.alert).not.toHaveProperty('rule');
    expect(found.alert.current).toBeUndefined();
  });

  it('gives none of other kinds of alerts', () => {
    expect(toSloAlerts(alert())).toEqual([]);
    expect(toSloAlerts(sloAlert({}))).toHaveLength(1);
  });
});

describe('toNodeAlerts', () => {
  it('gives each limit that was broken', () => {
    const pending = variant({ id: 'v2', firedMs: undefined });
    const over = variant({ id: 'v3', severity: 'warning', resolvedMs: 30 });
    const variants = [variant(), pending, over];
    const one = {
      ...{ cluster: 'prod', node: 'worker-1', metric: 'diskUsedFraction' },
      ...{ holder: '/var', value: 0.97, limit: 0.95, sinceMs: 10, firedMs: 20 },
    };
    expect(toNodeAlerts(alert({ variants }))).toEqual([
      { ...one, id: 'v1', severity: 'critical' },
      { ...one, id: 'v3', severity: 'warning', resolvedMs: 30 },
    ]);
  });

  it('gives no value below 0, and 0 for what was not measured', () => {
    const valueOf = (current: Measure) =>
      toNodeAlerts(alert({ variants: [variant({ current })] }))[0];
    expect(valueOf({ value: -3, threshold: 1 })).toMatchObject({ value: 0 });
    expect(valueOf({})).toMatchObject({ value: 0, limit: 0 });
  });

  it.each([
    ['a rule that a module added', { rule: 'my.rule' }],
    ['an object of every type', { rule: 'toString' }],
    ['an SLO', { scope: '*/_/domain/a.example' }],
    ['nothing known', { entity: 'no key' }],
  ])('gives none of %s', (_, more) => {
    expect(toNodeAlerts(alert(more))).toEqual([]);
  });
});
