import { serviceKind } from './service';
import type { EdgeEnd, EdgeEntity, EntityKind } from './types';

/** `shop/web`, or `api.example.com` for what has no namespace. */
export function endTitle({ namespace, name }: EdgeEnd): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

const NO_NAMESPACE = '_';

export const edgeKind: EntityKind<EdgeEntity> = {
  layer: 'service',
  toName: ({ source, destination }) => ({
    namespace: destination.namespace,
    segments: [source, destination].flatMap(end => [
      end.namespace ?? NO_NAMESPACE,
      end.kind,
      end.name,
    ]),
  }),
  parse: ({ clusterId, namespace, segments }) => {
    if (segments.length !== 6 || segments.includes('')) return undefined;
    const source = endOf(segments.slice(0, 3));
    const destination = endOf(segments.slice(3));
    return destination.namespace === namespace
      ? { kind: 'edge', clusterId, source, destination }
      : undefined;
  },
  title: ({ source, destination }) =>
    `${endTitle(source)} → ${endTitle(destination)}`,
  text: ({ source, destination }) =>
    `calls of ${source.kind} '${endTitle(source)}' to ${
      destination.kind
    } '${endTitle(destination)}'`,
  page: ({ clusterId, destination: { kind, namespace, name } }) =>
    kind === 'service' && namespace !== undefined
      ? serviceKind.page({ kind: 'service', clusterId, namespace, name })
      : undefined,
};

function endOf([namespace, kind, name]: readonly string[]): EdgeEnd {
  return {
    ...(namespace === NO_NAMESPACE ? {} : { namespace }),
    kind,
    name,
  };
}
