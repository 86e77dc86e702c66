import type { ResourceId } from './wire/resources';

/** Its entity key without the cluster, which an agent need not know: `<namespace or _>/<kind>/<name>`. */
export function resourceKey(id: ResourceId): string {
  return [id.namespace ?? '_', id.kind, id.name]
    .map(encodeURIComponent)
    .join('/');
}

/** The digest of no objects at all. */
export const EMPTY_RESOURCE_DIGEST = '0'.repeat(16);

/**
 * Digest of a set of objects that can be brought up to date object by object, in any order.
 *
 * An object's digest is the first 16 hex digits of SHA-256 over `<resourceKey>@<resourceVersion>`;
 * a set's is the exclusive or of its members'. So adding and removing are the same operation:
 * `xorDigests(set, member)`.
 */
export function xorDigests(a: string, b: string): string {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(16, '0');
}
