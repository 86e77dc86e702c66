import type { DomainSelector } from '@atlhyper/backstage-plugin-atlhyper-node';
import { InputError } from '@backstage/errors';
import { parseHostPattern } from '../../access/hostPattern';

/** A host as it is stored: in lower case, unless it is the pattern of a HostRegexp. */
export function parseHost(text: string): string {
  return text.startsWith('~') ? text : text.toLowerCase();
}

/**
 * Reads an entry of the annotation `atlhyper.io/domains`: a host, perhaps followed by a path, or
 * `*.example.com` for every subdomain.
 *
 * @throws InputError for an entry without a host
 */
export function parseDomainSelector(entry: string): DomainSelector {
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
