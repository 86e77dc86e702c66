import fc from 'fast-check';
import { LEVELS_MS } from '../levels';
import { bucketShares, shareCounts } from './bucketShares';

const DAY_MS = 86_400_000;
const NOW_MS = 100 * DAY_MS;
const LEVELS = Object.values(LEVELS_MS).map(levelMs => ({
  levelMs,
  keepMs: 400 * DAY_MS,
}));

describe('bucketShares', () => {
  it('puts a slot of 30 s whole into one bucket of every level', () => {
    // 01:02:30 of a day.
    const startMs = NOW_MS - DAY_MS + 3_750_000;
    expect(
      bucketShares({ startMs, durationMs: 30_000 }, LEVELS, NOW_MS),
    ).toEqual([
      { levelMs: 30_000, startMs, parts: 1, index: 0 },
      {
        levelMs: 300_000,
        startMs: NOW_MS - DAY_MS + 3_600_000,
        parts: 1,
        index: 0,
      },
      {
        levelMs: 3_600_000,
        startMs: NOW_MS - DAY_MS + 3_600_000,
        parts: 1,
        index: 0,
      },
      { levelMs: DAY_MS, startMs: NOW_MS - DAY_MS, parts: 1, index: 0 },
    ]);
  });

  it('leaves out what a level no longer keeps', () => {
    const levels = [
      { levelMs: 30_000, keepMs: 60_000 },
      { levelMs: 300_000, keepMs: DAY_MS },
    ];
    const startMs = NOW_MS - 300_000;
    const shares = bucketShares(
      { startMs, durationMs: 300_000 },
      levels,
      NOW_MS,
    );
    // Only the last two of the ten raw buckets begin within the last minute.
    expect(shares.map(s => [s.levelMs, s.index])).toEqual([
      [30_000, 8],
      [30_000, 9],
      [300_000, 0],
    ]);
  });

  it('gives all of a slot to every level, and the same to each stretch of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(30_000, 300_000, 3_600_000),
        fc.array(fc.nat({ max: 1e12 }), { minLength: 1, maxLength: 4 }),
        fc.nat({ max: 23 }),
        (durationMs, counts, hour) => {
          const startMs = NOW_MS - DAY_MS + hour * 3_600_000;
          const shares = bucketShares({ startMs, durationMs }, LEVELS, NOW_MS);
          const sums = new Map<string, number[]>();
          for (const share of shares) {
            for (const { levelMs } of LEVELS) {
              if (levelMs >= share.levelMs) {
                const bucket = Math.floor(share.startMs / levelMs) * levelMs;
                const key = `${share.levelMs} in ${levelMs} at ${bucket}`;
                const known = sums.get(key) ?? counts.map(() => 0);
                const shared = shareCounts(counts, share);
                sums.set(
                  key,
                  known.map((n, i) => n + shared[i]),
                );
              }
            }
          }
          for (const [key, sum] of sums) {
            const [, coarseMs, at] = /in (\d+) at (\d+)/.exec(key)!;
            expect(sum).toEqual(
              sums.get(`${coarseMs} in ${coarseMs} at ${at}`),
            );
          }
          const day = sums.get(`${DAY_MS} in ${DAY_MS} at ${NOW_MS - DAY_MS}`);
          expect(day).toEqual(counts);
        },
      ),
    );
  });
});
