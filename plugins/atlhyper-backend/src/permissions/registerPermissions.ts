import {
  atlhyperClusterCreatePermission,
  atlhyperClusterManagePermission,
  atlhyperClusterReadPermission,
  atlhyperMeshReadPermission,
  atlhyperMeshTargetUpdatePermission,
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
  atlhyperSloReadPermission,
  atlhyperSloTargetUpdatePermission,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseEntityKey } from '@atlhyper/core';
import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import type { AccessSubject } from '../stores/access';
import {
  clusterResourceRef,
  clusterRules,
  domainResourceRef,
  domainRules,
  nodeResourceRef,
  nodeRules,
  resourceResourceRef,
  resourceRules,
  serviceResourceRef,
  serviceRules,
} from './rules';

/** Tells the permission system what there is to allow, and on which conditions. */
export function registerPermissions(
  registry: PermissionsRegistryService,
): void {
  registry.addPermissions([atlhyperClusterCreatePermission]);
  registry.addResourceType({
    resourceRef: domainResourceRef,
    permissions: [atlhyperSloReadPermission, atlhyperSloTargetUpdatePermission],
    rules: Object.values(domainRules),
    getResources: async refs => refs.map(ref => parseSubject(ref, 'domain')),
  });
  registry.addResourceType({
    resourceRef: nodeResourceRef,
    permissions: [atlhyperNodeReadPermission],
    rules: Object.values(nodeRules),
    getResources: async refs => refs.map(ref => parseSubject(ref, 'node')),
  });
  registry.addResourceType({
    resourceRef: serviceResourceRef,
    permissions: [
      atlhyperMeshReadPermission,
      atlhyperMeshTargetUpdatePermission,
    ],
    rules: Object.values(serviceRules),
    getResources: async refs => refs.map(ref => parseSubject(ref, 'service')),
  });
  registry.addResourceType({
    resourceRef: resourceResourceRef,
    permissions: [atlhyperResourceReadPermission],
    rules: Object.values(resourceRules),
    getResources: async refs => refs.map(parseObject),
  });
  registry.addResourceType({
    resourceRef: clusterResourceRef,
    permissions: [
      atlhyperClusterReadPermission,
      atlhyperClusterManagePermission,
    ],
    rules: Object.values(clusterRules),
    getResources: async refs => refs.map(ref => ({ clusterId: ref })),
  });
}

/** The rules judge names only, which a reference holds all of: nothing needs to be looked up. */
function parseSubject(
  ref: string,
  kind: 'domain' | 'node' | 'service',
): AccessSubject | undefined {
  const key = parseEntityKey(ref);
  if (!key || key.kind !== kind) {
    return undefined;
  }
  const { clusterId, namespace, name } = key;
  switch (kind) {
    case 'domain':
      return { clusterId, host: name };
    case 'node':
      return { clusterId, node: name };
    default:
      return { clusterId, namespaces: namespace ? [namespace] : [] };
  }
}

/** An object of any kind; of no namespace where it has none. */
function parseObject(ref: string): AccessSubject | undefined {
  const key = parseEntityKey(ref);
  return (
    key && {
      clusterId: key.clusterId,
      namespaces: key.namespace === undefined ? undefined : [key.namespace],
    }
  );
}
