import { InputError } from '@backstage/errors';

/** A push nests about ten levels; objects of a cluster bring some more. */
const MAX_DEPTH = 32;

/**
 * An escape of NUL or of a lone surrogate: after any number of escaped backslashes, but not after
 * a backslash that is open. A pair of surrogates is fine, so the high one looks ahead and the low
 * one behind.
 */
const UNSTORABLE =
  /(?<!\\)(?:\\\\)*(\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2}))/;

/**
 * Refuses JSON text that later steps could not bear: nested deeper than 32 levels (they recurse),
 * or with an escaped NUL or half a surrogate pair (PostgreSQL stores neither).
 *
 * @throws InputError naming the rule and the place
 */
export function checkJsonText(text: string): void {
  checkDepth(text);
  const found = UNSTORABLE.exec(text);
  if (found) {
    throw new InputError(
      `The body must not hold the character ${found[1]} (at ${found.index})`,
    );
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function checkDepth(text: string): void {
  let depth = 0;
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
      if (depth > MAX_DEPTH) {
        throw new InputError(
          `The body must not be nested deeper than ${MAX_DEPTH} levels (at ${i})`,
        );
      }
    } else if (CLOSING.has(code)) {
      depth--;
    }
  }
}
