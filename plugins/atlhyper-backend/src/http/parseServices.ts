import { InputError } from '@backstage/errors';
import type { ServiceName } from '../services/nodes/WorkloadService';

/** Each is looked up for itself. */
const MAX_SERVICES = 50;

/**
 * Reads what the annotation `atlhyper.io/services` holds: `namespace/name` or
 * `cluster/namespace/name`, with commas between them.
 *
 * @throws InputError for too long a list, or an entry of another form
 */
export function parseServices(text: string): ServiceName[] {
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
  if (entries.length > MAX_SERVICES) {
    throw new InputError(
      `'services' must not hold more than ${MAX_SERVICES} services, it holds ${entries.length}`,
    );
  }
  return entries.map(parseService);
}

function parseService(entry: string): ServiceName {
  const parts = entry.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    throw new InputError(
      `'services': '${entry}' must be namespace/name or cluster/namespace/name`,
    );
  }
  const [namespace, name] = parts.slice(-2);
  return parts.length === 3
    ? { clusterId: parts[0], namespace, name }
    : { namespace, name };
}
