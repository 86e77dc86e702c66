import type { EntityKind, ExternalEntity } from './types';

export const externalKind: EntityKind<ExternalEntity> = {
  layer: 'external',
  toName: ({ name }) => ({ segments: [name] }),
  parse: ({ clusterId, segments: [name, ...more] }) =>
    name && more.length === 0
      ? { kind: 'external', clusterId, name }
      : undefined,
  title: ({ name }) => name,
  text: ({ name }) => `external '${name}'`,
  page: () => undefined,
};
