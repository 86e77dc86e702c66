import { createHash } from 'node:crypto';

/** The letters and digits that Kubernetes makes names of. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** An id in the form of a UUID that depends on nothing but the texts. */
export function uidOf(...texts: (string | number)[]): string {
  const hex = digest(texts);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The end of a generated name, such as `x7k2p`, that depends on nothing but the texts. */
export function suffixOf(
  length: number,
  ...texts: (string | number)[]
): string {
  const bytes = Buffer.from(digest(texts), 'hex');
  return [...bytes.subarray(0, length)]
    .map(byte => NAME_ALPHABET[byte % NAME_ALPHABET.length])
    .join('');
}

/** An address in a /16 network that depends on nothing but the text. */
export function addressOf(network: string, text: string): string {
  const [third, fourth] = Buffer.from(digest([text]), 'hex');
  return `${network}.${third}.${2 + (fourth % 250)}`;
}

function digest(texts: (string | number)[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
