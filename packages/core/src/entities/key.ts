/** What an entity key names; no namespace for what belongs to the cluster or to no namespace. */
export type EntityKeyParts = {
  clusterId: string;
  namespace?: string;
  /** In lower case, such as `deployment`, `node` or `domain`. */
  kind: string;
  name: string;
};

/**
 * The key of an entity in every table and on the wire: `<clusterId>/<namespace or _>/<kind>/<name>`
 * with each segment percent-encoded. Example: `demo/shop/ingressroute/web`, `demo/_/node/node-1`.
 *
 * @throws TypeError if a part is empty, or if the namespace is `_`
 */
export function formatEntityKey(parts: EntityKeyParts): string {
  const { clusterId, namespace, kind, name } = parts;
  if (!clusterId || !kind || !name || namespace === '')
    throw new TypeError('an entity key has no empty parts');
  if (namespace === '_')
    throw new TypeError('"_" stands for no namespace and cannot be one');
  return [clusterId, namespace ?? '_', kind, name]
    .map(encodeURIComponent)
    .join('/');
}

/** The parts of an entity key, or `undefined` for a text that is none. */
export function parseEntityKey(key: string): EntityKeyParts | undefined {
  const segments = key.split('/');
  if (segments.length !== 4) return undefined;
  try {
    const [clusterId, namespace, kind, name] = segments.map(decodeURIComponent);
    if (!clusterId || !namespace || !kind || !name) return undefined;
    return {
      clusterId,
      ...(namespace === '_' ? {} : { namespace }),
      kind,
      name,
    };
  } catch {
    return undefined;
  }
}
