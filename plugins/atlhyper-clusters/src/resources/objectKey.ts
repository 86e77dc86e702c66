/** The name of an object within its kind, as the address of the page holds it: `shop/web-1`, `_/node-1`. */
export function formatObjectKey(object: {
  namespace?: string;
  name: string;
}): string {
  return `${object.namespace ?? '_'}/${object.name}`;
}

/** `undefined` for a text that is no such name; a name may hold a slash, a namespace may not. */
export function parseObjectKey(
  key: string,
): { namespace?: string; name: string } | undefined {
  const slash = key.indexOf('/');
  const namespace = key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (slash < 1 || name === '') {
    return undefined;
  }
  return namespace === '_' ? { name } : { namespace, name };
}
