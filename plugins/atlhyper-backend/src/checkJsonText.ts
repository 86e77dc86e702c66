import { InputError } from '@backstage/errors';

/** A push nests about ten levels; objects of a cluster bring some more. */
const MAX_DEPTH = 32;

/** More than a megabyte of slots without rows, of which a long silence makes the most. */
const MAX_ENTRIES = 10_000;

/**
 * An escape of NUL or of a lone surrogate: after any number of escaped backslashes, but not after
 * a backslash that is open. A pair of surrogates is fine, so the high one looks ahead and the low
 * one behind.
 */
const UNSTORABLE =
  /(?<!\\)(?:\\\\)*(\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!(?<!\\)(?:\\\\)*\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2}))/;

/**
 * Refuses JSON text that later steps could not bear: nested deeper than 32 levels (they recurse),
 * with more than 10,000 entries in one list or object (they would hold up the event loop for
 * seconds), or with an escaped NUL or half a surrogate pair (PostgreSQL stores neither).
 *
 * @throws InputError naming the rule and the place
 */
export function checkJsonText(text: string): void {
  checkStructure(text);
  const found = findUnstorable(text);
  if (found) {
    throw new InputError(
      `The body must not hold the character ${found.escape} (at ${found.index})`,
    );
  }
}

/** The first character of a JSON text that no database of ours stores, as it is escaped. */
export function findUnstorable(
  text: string,
): { escape: string; index: number } | undefined {
  const found = UNSTORABLE.exec(text);
  return found ? { escape: found[1], index: found.index } : undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function checkStructure(text: string): void {
  let depth = 0;
  const commas: number[] = [0];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) {
        i++;
      } else if (code === QUOTE) {
        quoted = false;
      }
    } else if (code === QUOTE) {
      quoted = true;
    } else if (OPENING.has(code)) {
      depth++;
      commas[depth] = 0;
      if (depth > MAX_DEPTH) {
        throw new InputError(
          `The body must not be nested deeper than ${MAX_DEPTH} levels (at ${i})`,
        );
      }
    } else if (code === COMMA) {
      commas[depth]++;
      if (commas[depth] >= MAX_ENTRIES) {
        throw new InputError(
          `The body must not hold a list or object of more than ${MAX_ENTRIES} entries (at ${i})`,
        );
      }
    } else if (CLOSING.has(code)) {
      depth--;
    }
  }
}
