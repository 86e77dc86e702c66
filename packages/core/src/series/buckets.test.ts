import fc from 'fast-check';
import { alignDown, planLevels, spreadCount } from './index';

describe('spreadCount', () => {
  it('adds up to the whole, as evenly as whole numbers can', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 300 }), (n, k) => {
        const shares = Array.from({ length: k }, (_, i) =>
          spreadCount(n, k, i),
        );
        expect(shares.reduce((a, b) => a + BigInt(b), 0n)).toBe(BigInt(n));
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(
          1,
        );
      }),
    );
  });

  it('follows the formula', () => {
    expect([0, 1, 2].map(i => spreadCount(5, 3, i))).toEqual([1, 2, 2]);
    expect([0, 1].map(i => spreadCount(0, 2, i))).toEqual([0, 0]);
  });
});

describe('alignDown', () => {
  it('aligns to the epoch', () => {
    expect([89, 90, 119, 120].map(ms => alignDown(ms, 30))).toEqual([
      60, 90, 90, 120,
    ]);
  });
});

describe('planLevels', () => {
  const levels = [30_000, 300_000, 3_600_000, 86_400_000];
  const instant = fc.integer({ min: 0, max: 300_000 }).map(n => n * 30_000);

  it('covers the window exactly, without overlap and with the coarsest buckets that fit', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
        const plan = planLevels({ fromMs, toMs, levels });
        let at = fromMs;
        for (const range of plan) {
          expect(range.fromMs).toBe(at);
          expect(range.toMs).toBeGreaterThan(range.fromMs);
          expect(range.fromMs % range.levelMs).toBe(0);
          expect(range.toMs % range.levelMs).toBe(0);
          const coarser = levels.find(level => level > range.levelMs);
          const coarserFits =
            coarser !== undefined &&
            Math.ceil(range.fromMs / coarser) * coarser + coarser <= range.toMs;
          expect(coarserFits).toBe(false);
          at = range.toMs;
        }
        expect(at).toBe(toMs);
      }),
    );
  });

  it('reads 00:55 to 03:10 as minutes, hours, minutes', () => {
    const minute = 60_000;
    expect(
      planLevels({
        fromMs: 55 * minute,
        toMs: 190 * minute,
        levels: [3_600_000, 300_000],
      }),
    ).toEqual([
      { levelMs: 300_000, fromMs: 55 * minute, toMs: 60 * minute },
      { levelMs: 3_600_000, fromMs: 60 * minute, toMs: 180 * minute },
      { levelMs: 300_000, fromMs: 180 * minute, toMs: 190 * minute },
    ]);
  });

  it.each([
    [1, 30_000, levels, 'the window must be aligned to 30000 ms'],
    [0, 30_001, levels, 'the window must be aligned to 30000 ms'],
    [0, 0, [20_000, 30_000], 'level 30000 is no multiple of level 20000'],
    [0, 0, [60_000, 7000, 30_000], 'level 30000 is no multiple of level 7000'],
    [0, 0, [], 'levels must not be empty'],
  ])('refuses %i to %i in %j', (fromMs, toMs, given, message) => {
    expect(() => planLevels({ fromMs, toMs, levels: given })).toThrow(
      new RangeError(message),
    );
  });
});
