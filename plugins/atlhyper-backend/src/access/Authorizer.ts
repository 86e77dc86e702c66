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
import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import type { Access, AccessKind, SubjectAccess } from './access';
import { kinds } from './kinds';

/**
 * Asks the permission system what a caller may see.
 *
 * Who may see nothing of what a question is about gets a NotAllowedError. Who may see some things gets
 * conditions, which narrow the stores' queries: to such a caller all else does not exist.
 */
export class Authorizer {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      registry: PermissionsRegistryService;
    },
  ) {}

  /** Domains whose figures the caller may read. */
  readonly readDomains = (credentials: BackstageCredentials) =>
    this.require(credentials, atlhyperSloReadPermission, 'domain');

  /** Services whose figures the caller may read. */
  readonly readServices = (credentials: BackstageCredentials) =>
    this.require(credentials, atlhyperMeshReadPermission, 'service');

  /** Both kinds of things that have targets, for answers that hold either. */
  readonly readSubjects = (credentials: BackstageCredentials) =>
    this.requireEither(credentials, {
      domains: atlhyperSloReadPermission,
      services: atlhyperMeshReadPermission,
    });

  /** What the caller may set targets of. */
  readonly updateSubjects = (credentials: BackstageCredentials) =>
    this.requireEither(credentials, {
      domains: atlhyperSloTargetUpdatePermission,
      services: atlhyperMeshTargetUpdatePermission,
    });

  /** Nodes whose figures the caller may read. */
  readonly readNodes = (credentials: BackstageCredentials) =>
    this.require(credentials, atlhyperNodeReadPermission, 'node');

  /** Objects the caller may read, and the clusters whose sources it may know of. */
  readonly readResources = async (credentials: BackstageCredentials) => ({
    access: await this.require(
      credentials,
      atlhyperResourceReadPermission,
      'resource',
    ),
    clusters: await this.find(
      credentials,
      atlhyperClusterReadPermission,
      'cluster',
    ),
  });

  /** The pods of workloads that the caller may read, and the nodes they may be shown on. */
  readonly readWorkloads = async (credentials: BackstageCredentials) => ({
    pods: await this.require(
      credentials,
      atlhyperResourceReadPermission,
      'resource',
    ),
    nodes: await this.readNodes(credentials),
  });

  /** What the caller may see of nodes, objects and clusters, for answers that are made of all three. */
  readonly readMetrics = async (credentials: BackstageCredentials) => ({
    nodes: await this.find(credentials, atlhyperNodeReadPermission, 'node'),
    pods: await this.find(
      credentials,
      atlhyperResourceReadPermission,
      'resource',
    ),
    clusters: await this.find(
      credentials,
      atlhyperClusterReadPermission,
      'cluster',
    ),
  });

  /** What the caller may see of each kind of thing that alerts are of. */
  readonly readAlerts = async (credentials: BackstageCredentials) => {
    const {
      nodes,
      pods: objects,
      clusters,
    } = await this.readMetrics(credentials);
    return refuseBlind(
      {
        domains: await this.find(
          credentials,
          atlhyperSloReadPermission,
          'domain',
        ),
        services: await this.find(
          credentials,
          atlhyperMeshReadPermission,
          'service',
        ),
        ...{ nodes, objects, clusters },
      },
      [
        atlhyperSloReadPermission,
        atlhyperMeshReadPermission,
        atlhyperNodeReadPermission,
        atlhyperResourceReadPermission,
        atlhyperClusterReadPermission,
      ],
    );
  };

  /** Clusters the caller may see. */
  readonly readClusters = (credentials: BackstageCredentials) =>
    this.require(credentials, atlhyperClusterReadPermission, 'cluster');

  /** Clusters whose tokens the caller may manage. */
  readonly manageClusters = (credentials: BackstageCredentials) =>
    this.require(credentials, atlhyperClusterManagePermission, 'cluster');

  /** @throws NotAllowedError for who may not register clusters */
  readonly requireCreateCluster = async (credentials: BackstageCredentials) => {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: atlhyperClusterCreatePermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.DENY) {
      throw refusal(atlhyperClusterCreatePermission);
    }
  };

  private async find<K extends AccessKind>(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    kind: K,
  ): Promise<Access<K>> {
    const { permissions, registry } = this.options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission }],
      {
        credentials,
      },
    );
    switch (decision.result) {
      case AuthorizeResult.DENY:
        return 'none';
      case AuthorizeResult.CONDITIONAL: {
        const rules = registry.getPermissionRuleset(
          kinds[kind].resourceRef as never,
        );
        const toCriteria = createConditionTransformer(
          rules as PermissionRuleset<unknown, any>,
        );
        return toCriteria(decision.conditions);
      }
      default:
        return 'all';
    }
  }

  /** @throws NotAllowedError for who may see nothing of the kind */
  private async require<K extends AccessKind>(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    kind: K,
  ): Promise<Access<K>> {
    const access = await this.find(credentials, permission, kind);
    if (access === 'none') {
      throw refusal(permission);
    }
    return access;
  }

  /** @throws NotAllowedError for who may neither */
  private async requireEither(
    credentials: BackstageCredentials,
    needed: Record<keyof SubjectAccess, ResourcePermission>,
  ): Promise<SubjectAccess> {
    return refuseBlind(
      {
        domains: await this.find(credentials, needed.domains, 'domain'),
        services: await this.find(credentials, needed.services, 'service'),
      },
      Object.values(needed),
    );
  }
}

/** @throws NotAllowedError for who may see nothing of any kind */
function refuseBlind<A extends object>(
  access: A,
  permissions: readonly ResourcePermission[],
): A {
  if (Object.values(access).every(one => one === 'none')) {
    throw refusal(...permissions);
  }
  return access;
}

function refusal(...permissions: { name: string }[]): NotAllowedError {
  const names = permissions.map(({ name }) => `'${name}'`).join(' or ');
  return new NotAllowedError(`This needs the permission ${names}`);
}
