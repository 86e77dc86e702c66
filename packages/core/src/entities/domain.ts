import type { DomainEntity, EntityKind } from './types';

export const domainKind: EntityKind<DomainEntity> = {
  layer: 'ingress',
  toName: ({ host }) => ({ segments: [host] }),
  parse: ({ clusterId, segments: [host] }) => ({
    kind: 'domain',
    clusterId,
    host,
  }),
  title: ({ host }) => host,
  text: ({ host }) => `domain '${host}'`,
  page: ({ clusterId, host }) => ({
    page: 'slo',
    segments: ['domains', host],
    search: { ...(clusterId !== undefined && { cluster: clusterId }) },
  }),
};
