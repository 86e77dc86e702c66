import type { EntityKind, ServiceEntity } from './types';

export const serviceKind: EntityKind<ServiceEntity> = {
  layer: 'service',
  toName: ({ namespace, name }) => ({ namespace, segments: [name] }),
  parse: ({ clusterId, namespace, segments: [name] }) =>
    namespace !== undefined
      ? { kind: 'service', clusterId, namespace, name }
      : undefined,
  title: ({ namespace, name }) => `${namespace}/${name}`,
  text: ({ namespace, name }) => `service '${namespace}/${name}'`,
  page: ({ clusterId, namespace, name }) =>
    clusterId === undefined
      ? undefined
      : {
          page: 'slo',
          segments: ['services', clusterId, namespace, name],
          search: {},
        },
};
