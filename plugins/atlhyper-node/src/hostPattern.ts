/** Hosts that are meant: one, or all that fit a text in which `*` stands for any characters. */
export type HostPattern =
  | { kind: 'exact'; host: string }
  | { kind: 'wildcard'; pattern: string };

/**
 * Reads `shop.example.com`, `*.example.com` (every subdomain, at any depth) or `*` (every host).
 * A text that begins with `~` is the pattern of a HostRegexp and always means just that host.
 */
export function parseHostPattern(text: string): HostPattern {
  if (text.startsWith('~')) {
    return { kind: 'exact', host: text };
  }
  const lower = text.toLowerCase();
  return lower.includes('*')
    ? { kind: 'wildcard', pattern: lower }
    : { kind: 'exact', host: lower };
}

/** Whether a host is meant; upper and lower case are the same to a wildcard. */
export function matchesHost(pattern: HostPattern, host: string): boolean {
  if (pattern.kind === 'exact') {
    return host === pattern.host;
  }
  return matchesParts(pattern.pattern.split('*'), host.toLowerCase());
}

/**
 * Whether `text` begins with the first part, ends with the last and holds those between in order.
 * No regular expression: a pattern from a policy must not be able to make one that never ends.
 */
function matchesParts(parts: readonly string[], text: string): boolean {
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (
    text.length < first.length + last.length ||
    !text.startsWith(first) ||
    !text.endsWith(last)
  ) {
    return false;
  }
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) {
      return false;
    }
    from = at + part.length;
  }
  return true;
}
