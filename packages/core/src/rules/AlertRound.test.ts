import { settleAlerts } from './settleAlerts';
import type { Alert, Judgement, RuleVariant } from './types';

const WARNING: RuleVariant = {
  ...{ rule: 'disk', variant: 'warning', severity: 'warning' },
  ...{ unit: 'fraction', holdMs: 60, recoverMs: 0 },
};
const CRITICAL: RuleVariant = {
  ...WARNING,
  ...{ variant: 'critical', severity: 'critical', holdMs: 0 },
};

/** What a variant saw at some times: broken, or clear. */
function judgement(
  variant: RuleVariant,
  seen: Record<number, 'broken' | 'clear'>,
): Judgement {
  return {
    ...{ variant, scope: 's' },
    observations: Object.entries(seen).map(([atMs, verdict]) => ({
      atMs: Number(atMs),
      findings: [{ entity: 'n1', verdict }],
    })),
  };
}

function settle(before: Alert[], ...judgements: Judgement[]) {
  let ids = 0;
  const newId = () => `id-${(ids += 1)}`;
  return settleAlerts(before, judgements, { nowMs: 10_000, newId });
}

const seenAs = (one: Alert) =>
  one.variants.map(({ variant, sinceMs, firedMs, resolvedMs }) =>
    [variant, sinceMs, firedMs, resolvedMs].join(' '),
  );

describe('a round of alerts', () => {
  it('tells which pending ones that were kept never fired', () => {
    const [pending] = settle([], judgement(WARNING, { 0: 'broken' })).active;
    const known = { ...pending, id: 'kept' };
    const round = settle([known], judgement(WARNING, { 30: 'clear' }));
    expect(round).toEqual({
      ...{ active: [], resolved: [], changes: [] },
      droppedIds: ['kept'],
    });
  });

  it('tells nothing of what was pending within the round alone', () => {
    const round = settle([], judgement(WARNING, { 0: 'broken', 30: 'clear' }));
    expect(round).toEqual({
      ...{ active: [], resolved: [], changes: [], droppedIds: [] },
    });
  });

  it('judges nothing again up to the last end of what was resolved, in any order', () => {
    const over = (resolvedMs: number): Alert => ({
      ...{ id: `over-${resolvedMs}`, rule: 'disk', scope: 's', entity: 'n1' },
      ...{ severity: 'critical', variants: [], sinceMs: 0, firedMs: 0 },
      resolvedMs,
    });
    for (const before of [
      [over(100), over(200)],
      [over(200), over(100)],
    ]) {
      const seen = { 100: 'broken', 150: 'broken', 200: 'broken' } as const;
      expect(settle(before, judgement(CRITICAL, seen)).changes).toEqual([]);
      const { changes } = settle(
        before,
        judgement(CRITICAL, { ...seen, 201: 'broken' }),
      );
      expect(changes.map(one => `${one.kind} ${one.atMs}`)).toEqual([
        'fired 201',
      ]);
    }
  });

  it('begins an alert of its own with what is pending beside what ended', () => {
    const round = settle(
      [],
      judgement(CRITICAL, { 0: 'broken', 20: 'clear' }),
      judgement(WARNING, { 10: 'broken', 20: 'broken' }),
    );
    const [ended] = round.resolved;
    const [next] = round.active;
    expect(seenAs(ended)).toEqual(['critical 0 0 20']);
    expect(seenAs(next)).toEqual(['warning 10  ']);
    expect(next).toMatchObject({ sinceMs: 10, severity: 'warning' });
    expect(next.id).not.toBe(ended.id);
    expect(next.firedMs).toBeUndefined();
    expect(round.changes.map(one => `${one.kind} ${one.atMs}`)).toEqual([
      'fired 0',
      'resolved 20',
    ]);
  });

  it('is since the first of its variants, and marks the lesser as inhibited', () => {
    const soon = { ...WARNING, holdMs: 10 };
    const [alert] = settle(
      [],
      judgement(soon, { 0: 'broken', 10: 'broken', 20: 'broken' }),
      judgement(CRITICAL, { 20: 'broken' }),
    ).active;
    expect(alert).toMatchObject({ sinceMs: 0, firedMs: 10 });
    expect(
      alert.variants.map(one => [one.variant, one.inhibited ?? false]),
    ).toEqual([
      ['warning', true],
      ['critical', false],
    ]);
  });
});
