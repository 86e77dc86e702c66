import type { PartLimits } from '../slots/takePart';
import { FULL_PART } from './PartSize';

/** A push may hold no list or object of more; the shortest entry of one takes two bytes. */
const MAX_ENTRIES = 10_000;

/**
 * Cuts a list into pieces that each fit the limits, by number and by the length of their JSON; one
 * that is larger by itself goes alone. An item too large for any request, or with too long a list in it, is left out and given to
 * `onTooLarge`. No items give no piece.
 */
export function packItems<T>(
  items: Iterable<T>,
  onTooLarge: (item: T) => void = () => {},
  limits: PartLimits = FULL_PART,
): T[][] {
  const pieces: T[][] = [];
  let piece: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const itemBytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    const mayBeLong = itemBytes > 2 * MAX_ENTRIES;
    if (itemBytes > FULL_PART.maxBytes || (mayBeLong && hasLongList(item))) {
      onTooLarge(item);
      continue;
    }
    if (
      piece.length > 0 &&
      (piece.length >= limits.maxRows || bytes + itemBytes > limits.maxBytes)
    ) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(item);
    bytes += itemBytes;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

function hasLongList(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.values(value);
  return entries.length > MAX_ENTRIES || entries.some(hasLongList);
}
