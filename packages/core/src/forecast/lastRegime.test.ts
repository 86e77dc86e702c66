import { lastRegime } from './lastRegime';

/** The levels of the last regime of hourly samples, five of each level. */
function levelsAfter(...levels: number[]): number[] {
  return hourly(levels.flatMap(level => Array(5).fill(level))).map(
    one => one.usedFraction,
  );
}

function hourly(values: number[]) {
  return lastRegime(
    values.map((usedFraction, i) => ({ atMs: i * 3_600_000, usedFraction })),
  );
}

describe('lastRegime', () => {
  it.each([[[]], [[0.5]], [[0.5, 0.9]]])(
    'is all of what is too short to have broken: %j',
    values => {
      expect(hourly(values).map(one => one.usedFraction)).toEqual(values);
    },
  );

  it('begins behind a fall, and the hour in which it happened counts as one fall', () => {
    const values = [0.8, 0.8, 0.8, 0.8, 0.8, 0.5, 0.2, 0.2, 0.2, 0.2];
    // Up to the first 0.2 a sample differs from the one two hours before.
    expect(hourly(values).map(one => one.atMs / 3_600_000)).toEqual([7, 8, 9]);
  });

  it('begins behind the last of several rises', () => {
    expect(new Set(levelsAfter(0.2, 0.5, 0.8))).toEqual(new Set([0.8]));
  });

  it('is everything where the level falls again and again', () => {
    expect(levelsAfter(0.9, 0.6, 0.3)).toHaveLength(15);
  });

  it.each([
    ['below', 0.0499, 10],
    // The first sample of the new level is where the break is still seen.
    ['at', 0.05, 4],
    ['above', 0.0501, 4],
  ])('breaks %s a change of 0.05: %d keeps %i', (_, change, kept) => {
    expect(levelsAfter(0, change)).toHaveLength(kept);
  });
});
