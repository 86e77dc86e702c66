/**
 * Splits `n` by shares that add up to 1, into whole numbers that add up to exactly `n`.
 *
 * `offset` (0 ≤ offset < 1) decides who gets what cannot be split: averaged over offsets each part
 * gets exactly its share.
 */
export function splitCount(
  n: number,
  shares: readonly number[],
  offset: number,
): number[] {
  let share = 0;
  let before = 0;
  return shares.map((part, i) => {
    share += part;
    const upTo = i === shares.length - 1 ? n : Math.floor(n * share + offset);
    const count = Math.min(n, upTo) - before;
    before += count;
    return count;
  });
}
