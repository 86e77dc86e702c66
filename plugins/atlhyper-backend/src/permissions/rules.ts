import {
  RESOURCE_TYPE_ATLHYPER_CLUSTER,
  RESOURCE_TYPE_ATLHYPER_DOMAIN,
  RESOURCE_TYPE_ATLHYPER_NODE,
  RESOURCE_TYPE_ATLHYPER_RESOURCE,
  RESOURCE_TYPE_ATLHYPER_SERVICE,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  meetsCondition,
  type AccessSubject,
  type ClusterCondition,
  type DomainCondition,
  type NodeCondition,
  type ResourceCondition,
  type ServiceCondition,
} from '../stores/access';
import { parseHostPattern } from '../stores/hostPattern';

/** Domains of one cluster each; a reference is an entity key such as `prod/_/domain/shop.example.com`. */
export const domainResourceRef = createPermissionResourceRef<
  AccessSubject,
  DomainCondition
>().with({ pluginId: 'atlhyper', resourceType: RESOURCE_TYPE_ATLHYPER_DOMAIN });

/** Nodes; a reference is an entity key such as `prod/_/node/worker-1`. */
export const nodeResourceRef = createPermissionResourceRef<
  AccessSubject,
  NodeCondition
>().with({ pluginId: 'atlhyper', resourceType: RESOURCE_TYPE_ATLHYPER_NODE });

/** Services of the mesh; a reference is an entity key such as `prod/shop/service/api`. */
export const serviceResourceRef = createPermissionResourceRef<
  AccessSubject,
  ServiceCondition
>().with({
  pluginId: 'atlhyper',
  resourceType: RESOURCE_TYPE_ATLHYPER_SERVICE,
});

/** Objects of clusters; a reference is an entity key such as `prod/shop/pod/api-1`. */
export const resourceResourceRef = createPermissionResourceRef<
  AccessSubject,
  ResourceCondition
>().with({
  pluginId: 'atlhyper',
  resourceType: RESOURCE_TYPE_ATLHYPER_RESOURCE,
});

/** Clusters; a reference is the id. */
export const clusterResourceRef = createPermissionResourceRef<
  AccessSubject,
  ClusterCondition
>().with({
  pluginId: 'atlhyper',
  resourceType: RESOURCE_TYPE_ATLHYPER_CLUSTER,
});

const clusterIdsSchema = z.object({
  clusterIds: z.array(z.string()).describe('Ids of clusters'),
});

const toClusterCondition = (params: {
  clusterIds: string[];
}): ClusterCondition => ({ field: 'cluster', clusterIds: params.clusterIds });

const toHostCondition = (params: { hosts: string[] }): DomainCondition => ({
  field: 'host',
  patterns: params.hosts.map(parseHostPattern),
});

const toNameCondition = (params: { names: string[] }): NodeCondition => ({
  field: 'node',
  names: params.names,
});

const toNamespaceCondition = (params: {
  namespaces: string[];
}): ServiceCondition => ({
  field: 'namespace',
  namespaces: params.namespaces,
});

export const domainRules = {
  hasHost: createPermissionRule({
    name: 'HAS_HOST',
    description: 'Allow domains with these hosts',
    resourceRef: domainResourceRef,
    paramsSchema: z.object({
      hosts: z
        .array(z.string())
        .describe('Hosts; "*" stands for any characters: *.example.com'),
    }),
    apply: (domain, params) => meetsCondition(domain, toHostCondition(params)),
    toQuery: toHostCondition,
  }),
  isInCluster: createPermissionRule({
    name: 'IS_IN_CLUSTER',
    description: 'Allow what these clusters serve of a domain',
    resourceRef: domainResourceRef,
    paramsSchema: clusterIdsSchema,
    apply: (domain, params) =>
      meetsCondition(domain, toClusterCondition(params)),
    toQuery: toClusterCondition,
  }),
};

export const nodeRules = {
  isInCluster: createPermissionRule({
    name: 'IS_IN_CLUSTER',
    description: 'Allow nodes of these clusters',
    resourceRef: nodeResourceRef,
    paramsSchema: clusterIdsSchema,
    apply: (node, params) => meetsCondition(node, toClusterCondition(params)),
    toQuery: toClusterCondition,
  }),
  hasName: createPermissionRule({
    name: 'HAS_NAME',
    description: 'Allow nodes with these names',
    resourceRef: nodeResourceRef,
    paramsSchema: z.object({
      names: z.array(z.string()).describe('Names of nodes'),
    }),
    apply: (node, params) => meetsCondition(node, toNameCondition(params)),
    toQuery: toNameCondition,
  }),
};

export const serviceRules = {
  isInCluster: createPermissionRule({
    name: 'IS_IN_CLUSTER',
    description: 'Allow services of these clusters',
    resourceRef: serviceResourceRef,
    paramsSchema: clusterIdsSchema,
    apply: (service, params) =>
      meetsCondition(service, toClusterCondition(params)),
    toQuery: toClusterCondition,
  }),
  isInNamespace: createPermissionRule({
    name: 'IS_IN_NAMESPACE',
    description:
      'Allow services of these namespaces, and what workloads of these namespaces call',
    resourceRef: serviceResourceRef,
    paramsSchema: z.object({
      namespaces: z.array(z.string()).describe('Namespaces'),
    }),
    apply: (service, params) =>
      meetsCondition(service, toNamespaceCondition(params)),
    toQuery: toNamespaceCondition,
  }),
};

export const resourceRules = {
  isInCluster: createPermissionRule({
    name: 'IS_IN_CLUSTER',
    description: 'Allow objects of these clusters',
    resourceRef: resourceResourceRef,
    paramsSchema: clusterIdsSchema,
    apply: (resource, params) =>
      meetsCondition(resource, toClusterCondition(params)),
    toQuery: toClusterCondition,
  }),
  isInNamespace: createPermissionRule({
    name: 'IS_IN_NAMESPACE',
    description: 'Allow objects of these namespaces',
    resourceRef: resourceResourceRef,
    paramsSchema: z.object({
      namespaces: z.array(z.string()).describe('Namespaces'),
    }),
    apply: (resource, params) =>
      meetsCondition(resource, toNamespaceCondition(params)),
    toQuery: toNamespaceCondition,
  }),
};

export const clusterRules = {
  isCluster: createPermissionRule({
    name: 'IS_CLUSTER',
    description: 'Allow these clusters',
    resourceRef: clusterResourceRef,
    paramsSchema: clusterIdsSchema,
    apply: (cluster, params) =>
      meetsCondition(cluster, toClusterCondition(params)),
    toQuery: toClusterCondition,
  }),
};
