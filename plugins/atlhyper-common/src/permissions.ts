import { createPermission } from '@backstage/plugin-permission-common';

/** Resource types that conditional decisions of the `atlhyper` plugin speak of. */
export const RESOURCE_TYPE_ATLHYPER_DOMAIN = 'atlhyper-domain';
export const RESOURCE_TYPE_ATLHYPER_NODE = 'atlhyper-node';
export const RESOURCE_TYPE_ATLHYPER_CLUSTER = 'atlhyper-cluster';

/** A service of the mesh, and those who call it. */
export const RESOURCE_TYPE_ATLHYPER_SERVICE = 'atlhyper-service';

/** An object of a cluster, such as a pod. */
export const RESOURCE_TYPE_ATLHYPER_RESOURCE = 'atlhyper-resource';

/** Read SLO figures of a domain. */
export const atlhyperSloReadPermission = createPermission({
  name: 'atlhyper.slo.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ATLHYPER_DOMAIN,
});

/** Set and remove targets of a domain and its paths. */
export const atlhyperSloTargetUpdatePermission = createPermission({
  name: 'atlhyper.slo.target.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ATLHYPER_DOMAIN,
});

/** Read who calls which service, and how that fares. */
export const atlhyperMeshReadPermission = createPermission({
  name: 'atlhyper.mesh.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ATLHYPER_SERVICE,
});

/** Set and remove targets of a service and its callers. */
export const atlhyperMeshTargetUpdatePermission = createPermission({
  name: 'atlhyper.mesh.target.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ATLHYPER_SERVICE,
});

/** Read the figures of a node. */
export const atlhyperNodeReadPermission = createPermission({
  name: 'atlhyper.node.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ATLHYPER_NODE,
});

/** Read the objects of a cluster, as far as its agent sends them. */
export const atlhyperResourceReadPermission = createPermission({
  name: 'atlhyper.resource.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ATLHYPER_RESOURCE,
});

/** See a cluster, its agents and the state of their sources. */
export const atlhyperClusterReadPermission = createPermission({
  name: 'atlhyper.cluster.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ATLHYPER_CLUSTER,
});

/** Register clusters; issue, list and revoke agent tokens. */
export const atlhyperClusterManagePermission = createPermission({
  name: 'atlhyper.cluster.manage',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ATLHYPER_CLUSTER,
});

/** Register a cluster that does not exist yet. */
export const atlhyperClusterCreatePermission = createPermission({
  name: 'atlhyper.cluster.create',
  attributes: { action: 'create' },
});

export const atlhyperPermissions = [
  atlhyperSloReadPermission,
  atlhyperSloTargetUpdatePermission,
  atlhyperMeshReadPermission,
  atlhyperMeshTargetUpdatePermission,
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
  atlhyperClusterReadPermission,
  atlhyperClusterManagePermission,
  atlhyperClusterCreatePermission,
];
