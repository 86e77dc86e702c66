import { RuleSyntaxError } from './RuleSyntaxError';

/**
 * Texts in double quotes as Go writes and reads them
 * (https://go.dev/ref/spec#String_literals): rules of Traefik are parsed as Go expressions.
 */

const SIMPLE: Record<string, number> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};
const ESCAPE =
  /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3})|([abfnrtv\\"]))/y;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/**
 * The text between the quotes without its escapes; those of bytes together are UTF-8.
 *
 * @throws RuleSyntaxError at an escape that Go does not know; `at` is where the text begins
 */
export function unquoteGo(text: string, at: number): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  let i = 0;
  while (i < text.length) {
    const end = text.indexOf('\\', i);
    bytes.push(...utf8.encode(text.slice(i, end < 0 ? undefined : end)));
    if (end < 0) break;
    ESCAPE.lastIndex = end;
    const found = ESCAPE.exec(text);
    const escaped = found && bytesOf(found);
    if (!escaped) throw new RuleSyntaxError('unknown escape', at + end);
    bytes.push(...escaped);
    i = ESCAPE.lastIndex;
  }
  return fromUtf8.decode(Uint8Array.from(bytes));
}

function bytesOf([, hex, short, long, octal, simple]: RegExpExecArray):
  | Iterable<number>
  | undefined {
  if (simple) return [SIMPLE[simple]];
  if (hex) return [parseInt(hex, 16)];
  if (octal) {
    const byte = parseInt(octal, 8);
    return byte <= 255 ? [byte] : undefined;
  }
  const point = parseInt(short ?? long, 16);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  if (isSurrogate || point > 0x10ffff) return undefined;
  return utf8.encode(String.fromCodePoint(point));
}

/** A text as Go's `%q` writes it. */
export function quoteGo(text: string): string {
  // JSON differs only in how it writes control characters, which no host or path has.
  return JSON.stringify(text);
}
