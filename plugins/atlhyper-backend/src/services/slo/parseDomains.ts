import { InputError } from '@backstage/errors';
import { parseHostPattern } from '../../stores/hostPattern';
import type { DomainSelector } from '../../stores/SampleStore';

/** More than an entity could sensibly name; each makes the query longer. */
const MAX_SELECTORS = 200;

/** A host as it is stored: in lower case, unless it is the pattern of a HostRegexp. */
export function parseHost(text: string): string {
  return text.startsWith('~') ? text : text.toLowerCase();
}

/**
 * Reads what the annotation `atlhyper.io/domains` holds: hosts with commas between them, each
 * perhaps followed by a path, `*.example.com` for every subdomain.
 *
 * @throws InputError for an empty list, too long a list, or an entry without a host
 */
export function parseDomainSelectors(text: string): DomainSelector[] {
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
  if (entries.length === 0 || entries.length > MAX_SELECTORS) {
    throw new InputError(
      `'domains' must hold 1 to ${MAX_SELECTORS} hosts, it holds ${entries.length}`,
    );
  }
  return entries.map(parseDomainSelector);
}

function parseDomainSelector(entry: string): DomainSelector {
  if (entry.startsWith('~')) {
    return { host: parseHostPattern(entry) };
  }
  const slash = entry.indexOf('/');
  const host = slash < 0 ? entry : entry.slice(0, slash);
  if (host === '') {
    throw new InputError(`'domains': '${entry}' has no host`);
  }
  return {
    host: parseHostPattern(host),
    path: slash < 0 ? undefined : entry.slice(slash),
  };
}
