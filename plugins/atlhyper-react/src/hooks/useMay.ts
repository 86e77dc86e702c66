import useAsync from 'react-use/esm/useAsync';
import type { Permission } from '@backstage/plugin-permission-common';
import { createApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

type Request = { permission: Permission; resourceRef?: string };

type PermissionApi = {
  authorize(request: Request): Promise<{ result: string }>;
};

/** Backstage's own: an app finds an API by the id of its ref, whoever made the ref. */
const permissionApiRef = createApiRef<PermissionApi>({
  id: 'plugin.permission.api',
});

/**
 * Whether the reader may do at least one of these; not while that is being asked.
 *
 * A button is offered or not by it; the backend decides again. In an app without permissions everything
 * is allowed.
 */
export function useMay(requests: readonly Request[]): boolean {
  const permissionApi = useApiHolder().get(permissionApiRef);
  const { value } = useAsync(async () => {
    if (!permissionApi) {
      return true;
    }
    const answers = await Promise.all(
      requests.map(request => permissionApi.authorize(request)),
    );
    return answers.some(({ result }) => result === 'ALLOW');
  }, [permissionApi, JSON.stringify(requests)]);
  return value ?? false;
}
