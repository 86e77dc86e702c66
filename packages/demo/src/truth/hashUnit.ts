/**
 * A number in [0, 1) that depends on nothing but its arguments: whole numbers, mixed as in
 * MurmurHash3 (https://github.com/aappleby/smhasher). It takes the place of a random generator
 * wherever the same moment must always give the same answer.
 */
export function hashUnit(seed: number, a: number, b = 0, c = 0): number {
  let hash = mix(seed, a);
  // Times in milliseconds need more than 32 bits.
  hash = mix(hash, Math.floor(a / 4_294_967_296));
  hash = mix(hash, b);
  hash = mix(hash, c);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 4_294_967_296;
}

function mix(hash: number, value: number): number {
  let k = Math.imul(value | 0, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let mixed = hash ^ Math.imul(k, 0x1b873593);
  mixed = (mixed << 13) | (mixed >>> 19);
  return (Math.imul(mixed, 5) + 0xe6546b64) | 0;
}

/** A whole number that depends on nothing but the text (32-bit FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
