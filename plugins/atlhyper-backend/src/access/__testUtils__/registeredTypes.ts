import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import type { Permission } from '@backstage/plugin-permission-common';
import type { PermissionRule } from '@backstage/plugin-permission-node';
import type { AccessSubject } from '../access';
import { registerPermissions } from '../registerPermissions';

type RegisteredType = {
  permissions: readonly Permission[];
  resourceRef: { resourceType: string };
  rules: readonly PermissionRule<AccessSubject, unknown, string>[];
  getResources(refs: string[]): Promise<(AccessSubject | undefined)[]>;
};

/** What `registerPermissions` told a registry, and that registry. */
export function registeredTypes() {
  const single: Permission[] = [];
  const types: RegisteredType[] = [];
  const registry = {
    addPermissions: (permissions: readonly Permission[]) =>
      single.push(...permissions),
    addResourceType: (type: RegisteredType) => types.push(type),
    getPermissionRuleset: ({ resourceType }: { resourceType: string }) => ({
      getRuleByName: (name: string) => ruleOf(resourceType, name),
    }),
  } as unknown as PermissionsRegistryService;
  function typeOf(resourceType: string): RegisteredType {
    return types.find(one => one.resourceRef.resourceType === resourceType)!;
  }
  function ruleOf(resourceType: string, name: string) {
    return typeOf(resourceType).rules.find(one => one.name === name)!;
  }
  registerPermissions(registry);
  return { registry, single, types, typeOf, ruleOf };
}
