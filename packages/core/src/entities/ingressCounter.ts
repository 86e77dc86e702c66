import type { EntityKind, IngressCounterEntity } from './types';

/** Counters of the ingress that no single route owns. */
export function ingressCounterKind(
  kind: IngressCounterEntity['kind'],
): EntityKind<IngressCounterEntity> {
  return {
    layer: 'ingress',
    toName: ({ name }) => ({ segments: [name] }),
    parse: ({ clusterId, segments: [name, ...more] }) =>
      name && more.length === 0 ? { kind, clusterId, name } : undefined,
    title: ({ name }) => name,
    text: ({ name }) =>
      kind === 'authority' ? `host '${name}'` : `${kind} service '${name}'`,
    page: () => undefined,
  };
}
