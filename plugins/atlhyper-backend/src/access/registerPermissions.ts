import { atlhyperClusterCreatePermission } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { kinds } from './kinds';

/** Tells the permission system what there is to allow, and on which conditions. */
export function registerPermissions(
  registry: PermissionsRegistryService,
): void {
  registry.addPermissions([atlhyperClusterCreatePermission]);
  for (const { resourceRef, permissions, rules, parse } of Object.values(
    kinds,
  )) {
    registry.addResourceType({
      permissions,
      resourceRef: resourceRef as (typeof kinds)['cluster']['resourceRef'],
      rules: Object.values(rules) as never,
      getResources: async refs => refs.map(parse),
    });
  }
}
