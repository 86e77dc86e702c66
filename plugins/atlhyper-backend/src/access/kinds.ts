import {
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
import {
  createPermissionResourceRef,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  meetsCondition,
  type AccessKind,
  type AccessSubject,
  type Condition,
} from './access';

/** A kind's resource type, and how its rules are made: each asks for one field to have one of some values. */
function kindOf<K extends AccessKind>(kind: K) {
  const resourceRef = createPermissionResourceRef<
    AccessSubject,
    Condition<K>
  >().with({
    pluginId: 'atlhyper',
    resourceType: `atlhyper-${kind}` as const,
  });
  const rule = <P extends string>(options: {
    name: string;
    description: string;
    field: Condition<K>['field'];
    /** What a policy calls the values. */
    param: P;
    /** What they are. */
    values: string;
  }) => {
    const { name, description, field, param, values } = options;
    const toQuery = (params: Record<P, string[]>): Condition<K> => ({
      field,
      values: params[param],
    });
    const paramsSchema = z.object({
      [param]: z.array(z.string()).describe(values),
    });
    return {
      name,
      description,
      resourceType: resourceRef.resourceType,
      paramsSchema,
      apply: (subject, params) =>
        meetsCondition(
          subject,
          toQuery(params as Record<P, string[]>) as Condition,
        ),
      toQuery,
    } as PermissionRule<
      AccessSubject,
      Condition<K>,
      `atlhyper-${K}`,
      Record<P, string[]>
    >;
  };
  const isInCluster = (description: string, name = 'IS_IN_CLUSTER') =>
    rule({
      name,
      description,
      field: 'cluster' as Condition<K>['field'],
      param: 'clusterIds',
      values: 'Ids of clusters',
    });
  return { resourceRef, rule, isInCluster };
}

const domain = kindOf('domain');
const node = kindOf('node');
const service = kindOf('service');
const resource = kindOf('resource');
const cluster = kindOf('cluster');

/**
 * What permissions speak of: the permissions, the rules of conditions, and how a reference names a
 * thing. Of an entity key such as `prod/_/domain/shop.example.com` it holds all that rules judge, so
 * nothing needs to be looked up.
 */
export const kinds = {
  /** Domains of one cluster each: `prod/_/domain/shop.example.com`. */
  domain: {
    resourceRef: domain.resourceRef,
    permissions: [atlhyperSloReadPermission, atlhyperSloTargetUpdatePermission],
    rules: {
      hasHost: domain.rule({
        name: 'HAS_HOST',
        description: 'Allow domains with these hosts',
        field: 'host',
        param: 'hosts',
        values: 'Hosts; "*" stands for any characters: *.example.com',
      }),
      isInCluster: domain.isInCluster(
        'Allow what these clusters serve of a domain',
      ),
    },
    parse: (key: string) =>
      parseKey(key, 'domain', ({ clusterId, name }) => ({
        clusterId,
        host: name,
      })),
  },
  /** `prod/_/node/worker-1` */
  node: {
    resourceRef: node.resourceRef,
    permissions: [atlhyperNodeReadPermission],
    rules: {
      isInCluster: node.isInCluster('Allow nodes of these clusters'),
      hasName: node.rule({
        name: 'HAS_NAME',
        description: 'Allow nodes with these names',
        field: 'node',
        param: 'names',
        values: 'Names of nodes',
      }),
    },
    parse: (key: string) =>
      parseKey(key, 'node', ({ clusterId, name }) => ({
        clusterId,
        node: name,
      })),
  },
  /** Services of the mesh: `prod/shop/service/api`. */
  service: {
    resourceRef: service.resourceRef,
    permissions: [
      atlhyperMeshReadPermission,
      atlhyperMeshTargetUpdatePermission,
    ],
    rules: {
      isInCluster: service.isInCluster('Allow services of these clusters'),
      isInNamespace: service.rule({
        name: 'IS_IN_NAMESPACE',
        description:
          'Allow services of these namespaces, and what workloads of these namespaces call',
        field: 'namespace',
        param: 'namespaces',
        values: 'Namespaces',
      }),
    },
    parse: (key: string) =>
      parseKey(key, 'service', ({ clusterId, namespace }) => ({
        clusterId,
        namespaces: namespace ? [namespace] : [],
      })),
  },
  /** Objects of clusters, of any kind: `prod/shop/pod/api-1`; of no namespace where it has none. */
  resource: {
    resourceRef: resource.resourceRef,
    permissions: [atlhyperResourceReadPermission],
    rules: {
      isInCluster: resource.isInCluster('Allow objects of these clusters'),
      isInNamespace: resource.rule({
        name: 'IS_IN_NAMESPACE',
        description: 'Allow objects of these namespaces',
        field: 'namespace',
        param: 'namespaces',
        values: 'Namespaces',
      }),
    },
    parse: (key: string) =>
      parseKey(key, undefined, ({ clusterId, namespace }) => ({
        clusterId,
        namespaces: namespace === undefined ? undefined : [namespace],
      })),
  },
  /** Clusters; a reference is the id. */
  cluster: {
    resourceRef: cluster.resourceRef,
    permissions: [
      atlhyperClusterReadPermission,
      atlhyperClusterManagePermission,
    ],
    rules: {
      isCluster: cluster.isInCluster('Allow these clusters', 'IS_CLUSTER'),
    },
    parse: (id: string): AccessSubject => ({ clusterId: id }),
  },
};

function parseKey(
  text: string,
  kind: string | undefined,
  toSubject: (
    key: NonNullable<ReturnType<typeof parseEntityKey>>,
  ) => AccessSubject,
): AccessSubject | undefined {
  const key = parseEntityKey(text);
  return key && (kind === undefined || key.kind === kind)
    ? toSubject(key)
    : undefined;
}
