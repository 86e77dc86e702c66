import type { ClusterEntity, EntityKind } from './types';

export const clusterKind: EntityKind<ClusterEntity> = {
  layer: 'cluster',
  toName: ({ clusterId }) => ({ segments: [clusterId] }),
  parse: ({ clusterId, segments }) =>
    clusterId !== undefined && segments[0] === clusterId
      ? { kind: 'cluster', clusterId }
      : undefined,
  title: ({ clusterId }) => clusterId,
  text: ({ clusterId }) => `cluster '${clusterId}'`,
  page: ({ clusterId }) => ({
    page: 'clusters',
    segments: [],
    search: { cluster: clusterId },
  }),
};
