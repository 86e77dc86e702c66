import fc from 'fast-check';
import { settleAlerts } from './settleAlerts';
import type {
  Alert,
  AlertChange,
  Finding,
  Judgement,
  RuleVariant,
} from './types';

const WARNING: RuleVariant = {
  rule: 'disk',
  variant: 'warning',
  severity: 'warning',
  unit: 'fraction',
  holdMs: 60,
  recoverMs: 60,
  longestGapMs: 100,
};
const CRITICAL: RuleVariant = {
  ...WARNING,
  variant: 'critical',
  severity: 'critical',
  holdMs: 30,
};

/** `b` broken, `h` held between the thresholds, `c` clear, `?` not to be judged. */
type Seen = 'b' | 'h' | 'c' | '?' | 'u';

const VERDICTS = { b: 'broken', h: 'held', u: 'unknown' } as const;

function findingsOf(seen: Seen, more: Partial<Finding>) {
  if (seen === '?') return undefined;
  return seen === 'c'
    ? []
    : [{ entity: 'n1', part: '/', verdict: VERDICTS[seen], ...more }];
}

/** Keeps alerts as a store would. */
class Kept {
  alerts: Alert[] = [];
  changes: AlertChange[] = [];
  ended: Alert[] = [];
  private ids = 0;

  judge(judgements: Judgement[], nowMs = Infinity): string[] {
    const newId = () => `id-${(this.ids += 1)}`;
    const settled = settleAlerts([...this.alerts, ...this.ended], judgements, {
      nowMs,
      newId,
    });
    this.alerts = settled.active;
    this.ended.push(...settled.resolved);
    this.changes.push(...settled.changes);
    return settled.changes.map(
      ({ kind, atMs, alert }) => `${kind} ${alert.severity} at ${atMs}`,
    );
  }

  /** One variant, seen every 30 from a time on. */
  see(text: string, fromMs = 0, variant = WARNING, more = {}): string[] {
    const observations = [...text].map((seen, i) => ({
      atMs: fromMs + i * 30,
      findings: findingsOf(seen as Seen, more),
    }));
    return this.judge([{ variant, scope: 's', observations }]);
  }
}

describe('settleAlerts', () => {
  it.each([
    ['fires once it was broken for its hold', 'bbb', ['fired warning at 60']],
    ['begins anew after one that is clear', 'bbcbb', []],
    ['begins anew after one between the thresholds', 'bbhbb', []],
    [
      'goes on between the thresholds, however long',
      'bbbhhhhhhhh',
      ['fired warning at 60'],
    ],
    [
      'is resolved once it was clear for its recovery',
      'bbbccc',
      ['fired warning at 60', 'resolved warning at 150'],
    ],
    [
      'is not resolved after a relapse',
      'bbbcchccc',
      ['fired warning at 60', 'resolved warning at 240'],
    ],
    ['stays while it cannot be judged', 'bbb?', ['fired warning at 60']],
    [
      'stays while the entity cannot be judged',
      'bbbuuu',
      ['fired warning at 60'],
    ],
    ['does not count what could not be judged', 'b???b', []],
    [
      'holds on over one that could not be judged',
      'bub',
      ['fired warning at 60'],
    ],
    [
      'recovers on over one that could not be judged',
      'bbbcuc',
      ['fired warning at 60', 'resolved warning at 150'],
    ],
  ])('%s', (_, seen, told) => {
    expect(new Kept().see(seen)).toEqual(told);
  });

  it('counts a gap within the longest, and recovers anew after one', () => {
    const kept = new Kept();
    expect(kept.see('b??b')).toEqual(['fired warning at 90']);
    // Clear at 120, nothing until 240: clear since 240 only.
    expect(kept.see('c???cc', 120)).toEqual([]);
    expect(kept.see('c', 300)).toEqual(['resolved warning at 300']);
  });

  it('has held since when the finding says so', () => {
    const kept = new Kept();
    expect(kept.see('b', 100, WARNING, { sinceMs: 40 })).toEqual([
      'fired warning at 100',
    ]);
    expect(kept.alerts[0].sinceMs).toBe(40);
  });

  it('tells what it is now and what it was when it fired', () => {
    const kept = new Kept();
    const rule = { ...WARNING, holdMs: 0 };
    kept.see('b', 0, rule, { value: 0.9, threshold: 0.85 });
    kept.see('b', 30, rule, { value: 0.95, threshold: 0.85 });
    const [{ current, atFiring }] = kept.alerts[0].variants;
    expect([current.value, atFiring?.value]).toEqual([0.95, 0.9]);
  });

  it('is told in the unit that the rule has now, whatever it fired in', () => {
    const kept = new Kept();
    const rule = { ...WARNING, holdMs: 0 };
    kept.see('b', 0, { ...rule, unit: 'count' }, { value: 3 });
    kept.see('b', 30, { ...rule, unit: 'restarts' }, { value: 4 });
    expect(kept.alerts[0].variants[0].unit).toBe('restarts');
  });

  it('is one alert for all variants, in which the graver inhibits the lesser', () => {
    const kept = new Kept();
    const judge = (atMs: number, warning: Seen, critical: Seen) =>
      kept.judge([
        {
          variant: WARNING,
          scope: 's',
          observations: [{ atMs, findings: findingsOf(warning, {}) }],
        },
        {
          variant: CRITICAL,
          scope: 's',
          observations: [{ atMs, findings: findingsOf(critical, {}) }],
        },
      ]);
    expect([0, 30].flatMap(atMs => judge(atMs, 'b', 'b'))).toEqual([
      'fired critical at 30',
    ]);
    // The warning fires within, and is not told.
    expect([60, 90].flatMap(atMs => judge(atMs, 'b', 'b'))).toEqual([]);
    expect(kept.alerts[0].variants.map(one => one.inhibited)).toEqual([
      true,
      undefined,
    ]);
    expect([120, 150, 180].flatMap(atMs => judge(atMs, 'b', 'c'))).toEqual([
      'changed warning at 180',
    ]);
    expect([210, 240, 270].flatMap(atMs => judge(atMs, 'c', 'c'))).toEqual([
      // It was critical at its worst.
      'resolved critical at 270',
    ]);
    expect(kept.ended).toHaveLength(1);
  });

  it('inhibits only within one window', () => {
    const kept = new Kept();
    const seen = (variant: RuleVariant): Judgement => ({
      variant: { ...variant, holdMs: 0 },
      scope: 's',
      observations: [{ atMs: 0, findings: findingsOf('b', {}) }],
    });
    kept.judge([
      seen({ ...CRITICAL, window: '1d' }),
      seen({ ...WARNING, window: '30d' }),
    ]);
    expect(kept.alerts[0].variants.map(one => one.inhibited)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('ends at once what is judged no more, and drops what only was pending', () => {
    const kept = new Kept();
    kept.see('bbb');
    kept.see('b', 90, { ...WARNING, rule: 'other' });
    expect(kept.changes.map(one => one.kind)).toEqual(['fired', 'resolved']);
    expect(kept.judge([], 120)).toEqual([]);
    expect(kept.alerts).toEqual([]);
  });

  it('keeps what is pending where a graver one was ended ahead of what was seen', () => {
    const kept = new Kept();
    const judge = (variants: RuleVariant[], atMs: number, nowMs: number) =>
      kept.judge(
        variants.map(variant => ({
          variant,
          scope: 's',
          observations: [{ atMs, findings: findingsOf('b', {}) }],
        })),
        nowMs,
      );
    const slow = { ...WARNING, holdMs: 90 };
    judge([slow, CRITICAL], 0, 0);
    expect(judge([slow, CRITICAL], 30, 40)).toEqual(['fired critical at 30']);
    // The critical limit was taken out of the configuration.
    expect(judge([slow], 35, 70)).toEqual(['resolved critical at 70']);
    expect(judge([slow], 60, 80)).toEqual([]);
    expect(judge([slow], 90, 90)).toEqual(['fired warning at 90']);
  });

  it('stays where its scope is judged and nothing new was seen', () => {
    const kept = new Kept();
    kept.see('bbb');
    expect(kept.see('')).toEqual([]);
    expect(kept.alerts).toHaveLength(1);
  });

  it('keeps the elder of two alerts for the same', () => {
    const kept = new Kept();
    kept.see('bbb');
    kept.alerts.push({ ...kept.alerts[0], id: 'twin' });
    kept.see('b', 90);
    expect(kept.alerts.map(one => one.id)).toEqual(['id-1']);
    expect(kept.ended.map(one => one.id)).toEqual(['twin']);
  });

  describe('after a clock that was ahead by two hours', () => {
    const AHEAD_MS = 7_200_000;
    const see = (kept: Kept, text: string, fromMs: number) =>
      [...text].flatMap((seen, i) => {
        const atMs = fromMs + i * 30;
        const findings = findingsOf(seen as Seen, {});
        const observations = [{ atMs, findings }];
        return kept.judge(
          [{ variant: WARNING, scope: 's', observations }],
          atMs,
        );
      });

    it('fires for what breaks again, whenever it was resolved', () => {
      const kept = new Kept();
      see(kept, 'bbb', 0);
      expect(see(kept, 'ccc', AHEAD_MS)).toEqual([
        `resolved warning at ${AHEAD_MS + 60}`,
      ]);
      expect(see(kept, 'bbb', 90)).toEqual(['fired warning at 150']);
    });

    it('fires for what was seen first by it, once that held', () => {
      const kept = new Kept();
      see(kept, 'b', AHEAD_MS);
      expect(see(kept, 'bbb', 30)).toEqual(['fired warning at 90']);
    });

    it('resolves what fired by it, and what was clear by it', () => {
      const kept = new Kept();
      see(kept, 'bbbc', AHEAD_MS);
      expect(see(kept, 'ccc', 30)).toEqual(['resolved warning at 90']);
      const [{ sinceMs, firedMs, resolvedMs }] = kept.ended;
      expect([sinceMs, firedMs, resolvedMs]).toEqual([30, 30, 90]);
    });
  });

  it('gives the same alerts however observations are dealt out over rounds', () => {
    const seen = fc.constantFrom<Seen>('b', 'b', 'h', 'c', '?', 'u');
    const rows = fc.array(
      fc.tuple(seen, seen, fc.integer({ min: 1, max: 120 })),
      { maxLength: 30 },
    );
    const without = (alerts: readonly Alert[]) =>
      alerts.map(({ id: _, variants, ...alert }) => ({
        ...alert,
        variants: variants.map(({ id: __, ...one }) => one),
      }));
    fc.assert(
      fc.property(rows, fc.array(fc.nat(30)), (steps, cuts) => {
        let atMs = 0;
        const observed = steps.map(([warning, critical, gapMs]) => {
          atMs += gapMs;
          return { atMs, warning, critical };
        });
        const judgementsOf = (part: typeof observed): Judgement[] =>
          [WARNING, CRITICAL].map(variant => ({
            variant,
            scope: 's',
            observations: part.map(one => ({
              atMs: one.atMs,
              findings: findingsOf(one[variant.severity], {}),
            })),
          }));
        const whole = new Kept();
        whole.judge(judgementsOf(observed));
        const dealt = new Kept();
        const at = [0, ...cuts, 30].sort((a, b) => a - b);
        at.forEach((from, i) =>
          dealt.judge(judgementsOf(observed.slice(from, at[i + 1] ?? 31))),
        );
        // And what was judged before may be judged again.
        dealt.judge(judgementsOf(observed));
        expect(without(dealt.alerts)).toEqual(without(whole.alerts));
        expect(without(dealt.ended)).toEqual(without(whole.ended));
        expect(dealt.changes.map(one => [one.kind, one.atMs])).toEqual(
          whole.changes.map(one => [one.kind, one.atMs]),
        );
      }),
    );
  });

  it('never fires before its hold nor resolves before its recovery', () => {
    const seen = fc.array(fc.constantFrom<Seen>('b', 'h', 'c', '?'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(seen, steps => {
        const kept = new Kept();
        kept.see(steps.join(''));
        for (const { firedMs, sinceMs, resolvedMs, variants } of kept.ended) {
          expect(firedMs! - sinceMs).toBeGreaterThanOrEqual(WARNING.holdMs);
          expect(
            resolvedMs! - variants[0].clearSinceMs!,
          ).toBeGreaterThanOrEqual(WARNING.recoverMs);
        }
      }),
    );
  });
});
