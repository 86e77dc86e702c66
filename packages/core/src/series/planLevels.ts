import { alignDown, alignUp } from './buckets';

/** A stretch of time that is read from the level with buckets of `levelMs`. */
export type LevelRange = { levelMs: number; fromMs: number; toMs: number };

/**
 * The coarsest exact cover of `[fromMs, toMs)`: rising, adjacent stretches, each aligned to its
 * own level, using the longest buckets wherever a whole one fits.
 *
 * Example: 00:55–03:10 with levels 5 min and 1 h is 5 min to 01:00, 1 h to 03:00, 5 min to 03:10.
 * An empty window has an empty cover.
 *
 * @throws RangeError if an end of the window is no multiple of the finest level, or if a level is
 * no multiple of the next finer one
 */
export function planLevels(input: {
  fromMs: number;
  toMs: number;
  /** Bucket lengths, in any order. */
  levels: readonly number[];
}): LevelRange[] {
  const levels = [...input.levels].sort((a, b) => b - a);
  checkLevels(levels, input.fromMs, input.toMs);
  const ranges: LevelRange[] = [];
  cover(input.fromMs, input.toMs, levels, ranges);
  return ranges;
}

function cover(
  fromMs: number,
  toMs: number,
  levels: readonly number[],
  ranges: LevelRange[],
): void {
  if (fromMs >= toMs) return;
  const [levelMs, ...finer] = levels;
  const innerFromMs = alignUp(fromMs, levelMs);
  const innerToMs = alignDown(toMs, levelMs);
  if (innerFromMs >= innerToMs) {
    cover(fromMs, toMs, finer, ranges);
    return;
  }
  cover(fromMs, innerFromMs, finer, ranges);
  ranges.push({ levelMs, fromMs: innerFromMs, toMs: innerToMs });
  cover(innerToMs, toMs, finer, ranges);
}

function checkLevels(
  coarsestFirst: readonly number[],
  fromMs: number,
  toMs: number,
): void {
  if (coarsestFirst.length === 0)
    throw new RangeError('levels must not be empty');
  for (let i = 1; i < coarsestFirst.length; i++) {
    if (coarsestFirst[i - 1] % coarsestFirst[i] !== 0)
      throw new RangeError(
        `level ${coarsestFirst[i - 1]} is no multiple of level ${
          coarsestFirst[i]
        }`,
      );
  }
  const finest = coarsestFirst[coarsestFirst.length - 1];
  if (fromMs % finest !== 0 || toMs % finest !== 0)
    throw new RangeError(`the window must be aligned to ${finest} ms`);
}
