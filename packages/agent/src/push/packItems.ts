import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Room for what surrounds the items in a request. */
const ENVELOPE_BYTES = 65_536;

/**
 * Cuts a list into pieces that each fit one request, by number and by the length of their JSON.
 * An item too large for any request is left out and given to `onTooLarge`. No items give no piece.
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
    if (itemBytes > limits.maxBytes) {
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
