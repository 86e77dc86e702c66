import { setImmediate } from 'node:timers/promises';

/** Items of which some ms of work are made at once. */
const ITEMS_PER_TURN = 100;

/** Like `map`, with a turn for other work in between: a thousand domains are no pause. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  map: (item: T) => R,
  itemsPerTurn: number = ITEMS_PER_TURN,
): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(map(item));
    if (results.length % itemsPerTurn === 0) {
      await setImmediate();
    }
  }
  return results;
}
