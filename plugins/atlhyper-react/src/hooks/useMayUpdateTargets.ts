import useAsync from 'react-use/esm/useAsync';
import { toEntityKey } from '@atlhyper/core';
import {
  atlhyperMeshTargetUpdatePermission,
  atlhyperSloTargetUpdatePermission,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { createApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

type PermissionApi = {
  authorize(request: {
    permission:
      | typeof atlhyperSloTargetUpdatePermission
      | typeof atlhyperMeshTargetUpdatePermission;
    resourceRef: string;
  }): Promise<{ result: string }>;
};

/** Backstage's own: an app finds an API by the id of its ref, whoever made the ref. */
const permissionApiRef = createApiRef<PermissionApi>({
  id: 'plugin.permission.api',
});

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

/**
 * Whether the reader may set the targets of at least one of these; not while that is being asked.
 *
 * An editor is offered or not by it; the backend decides on each target again. In an app without
 * permissions everything is allowed.
 */
export function useMayUpdateTargets(
  resources: readonly TargetResource[],
): boolean {
  const permissionApi = useApiHolder().get(permissionApiRef);
  const { value } = useAsync(async () => {
    if (!permissionApi) {
      return true;
    }
    const answers = await Promise.all(
      resources.map(resource => permissionApi.authorize(toRequest(resource))),
    );
    return answers.some(({ result }) => result === 'ALLOW');
  }, [permissionApi, JSON.stringify(resources)]);
  return value ?? false;
}
