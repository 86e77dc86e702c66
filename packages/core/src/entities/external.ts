import type { EntityKind, ExternalEntity } from './types';

export const externalKind: EntityKind<ExternalEntity> = {
  layer: 'external',
  toName: ({ name }) => ({ segments: [name] }),
  parse: ({ clusterId, segments: [name] }) => ({
    kind: 'external',
    clusterId,
    name,
  }),
  title: ({ name }) => name,
  text: ({ name }) => `external '${name}'`,
  page: () => undefined,
};
