import type { EntityKind, IngressCounterEntity } from './types';

/** Counters of the ingress that no single route owns. */
export function ingressCounterKind(
  kind: IngressCounterEntity['kind'],
): EntityKind<IngressCounterEntity> {
  return {
    layer: 'ingress',
    toName: ({ name }) => ({ segments: [name] }),
    parse: ({ clusterId, segments: [name] }) => ({ kind, clusterId, name }),
    title: ({ name }) => name,
    text: ({ name }) =>
      kind === 'authority' ? `host '${name}'` : `${kind} service '${name}'`,
    page: () => undefined,
  };
}
