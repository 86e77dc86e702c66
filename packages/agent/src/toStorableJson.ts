/**
 * What JSON.stringify writes for NUL and for half of a surrogate pair (whole pairs stay as they
 * are), where the backslash is not itself an escaped one.
 */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;
const REPLACEMENT = '$1\ufffd';

/**
 * JSON text that a backend takes: what no database stores is replaced by U+FFFD.
 *
 * Whoever may create a pod or an event writes such characters where they like, and a push that holds
 * one is refused as a whole: nothing else of the cluster would be seen any more.
 */
export function toStorableJson(value: unknown): string {
  const text = JSON.stringify(value);
  const isSuspect = text.includes('\\u0000') || text.includes('\\ud');
  // One after the other: each is looked at with the backslashes before it, which may be its own.
  return isSuspect ? text.replace(UNSTORABLE, REPLACEMENT) : text;
}
