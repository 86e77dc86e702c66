import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Room for what surrounds the items in a request. */
const ENVELOPE_BYTES = 65_536;
/** A push may hold no list or object of more; the shortest entry of one takes two bytes. */
const MAX_ENTRIES = 10_000;

/**
 * Cuts a list into pieces that each fit one request, by number and by the length of their JSON.
 * An item too large for any request, or with too long a list in it, is left out and given to
 * `onTooLarge`. No items give no piece.
 */
export function packItems<T>(
  items: Iterable<T>,
  onTooLarge: (item: T) => void = () => {},
  limits: { maxItems: number; maxBytes: number } = {
    maxItems: PUSH_LIMITS.maxRows,
    maxBytes: PUSH_LIMITS.maxInflatedBytes - ENVELOPE_BYTES,
  },
): T[][] {
  const pieces: T[][] = [];
  let piece: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const itemBytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    const mayBeLong = itemBytes > 2 * MAX_ENTRIES;
    if (itemBytes > limits.maxBytes || (mayBeLong && hasLongList(item))) {
      onTooLarge(item);
      continue;
    }
    if (
      piece.length > 0 &&
      (piece.length >= limits.maxItems || bytes + itemBytes > limits.maxBytes)
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
