import { toEntityKey } from '@atlhyper/core';
import {
  atlhyperMeshTargetUpdatePermission,
  atlhyperSloTargetUpdatePermission,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useMay } from './useMay';

/** What a target may be set for, with the cluster that permissions know it by. */
export type TargetResource =
  | { kind: 'domain'; cluster: string; domain: string }
  | { kind: 'service'; cluster: string; namespace: string; service: string };

function toRequest(resource: TargetResource) {
  const { cluster: clusterId } = resource;
  return resource.kind === 'domain'
    ? {
        permission: atlhyperSloTargetUpdatePermission,
        resourceRef: toEntityKey({
          kind: 'domain',
          clusterId,
          host: resource.domain,
        }),
      }
    : {
        permission: atlhyperMeshTargetUpdatePermission,
        resourceRef: toEntityKey({
          kind: 'service',
          clusterId,
          namespace: resource.namespace,
          name: resource.service,
        }),
      };
}

/** Whether the reader may set the targets of at least one of these; see `useMay`. */
export function useMayUpdateTargets(
  resources: readonly TargetResource[],
): boolean {
  return useMay(resources.map(toRequest));
}
