/**
 * Cases that do not hold yet. One that begins to hold fails until it is taken off this list; one that
 * is not on it fails at once.
 */
export const KNOWN_OPEN: ReadonlySet<string> = new Set([]);
