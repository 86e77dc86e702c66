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
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import type {
  Access,
  ClusterCondition,
  DomainCondition,
  NodeCondition,
  ResourceCondition,
  ServiceCondition,
} from '../stores/access';
import {
  clusterResourceRef,
  domainResourceRef,
  nodeResourceRef,
  resourceResourceRef,
  serviceResourceRef,
} from './rules';

/**
 * Asks the permission system what a caller may see.
 *
 * Who may see nothing of a kind gets a NotAllowedError. Who may see some things gets conditions,
 * which narrow the stores' queries: to such a caller all else does not exist.
 */
export class Authorizer {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      registry: PermissionsRegistryService;
    },
  ) {}

  /** Domains whose figures the caller may read. */
  readonly readDomains = async (
    credentials: BackstageCredentials,
  ): Promise<Access<DomainCondition>> => {
    return this.accessTo(
      credentials,
      atlhyperSloReadPermission,
      this.options.registry.getPermissionRuleset(domainResourceRef),
    );
  };

  /** Services whose figures the caller may read. */
  readonly readServices = async (
    credentials: BackstageCredentials,
  ): Promise<Access<ServiceCondition>> => {
    return this.accessTo(
      credentials,
      atlhyperMeshReadPermission,
      this.options.registry.getPermissionRuleset(serviceResourceRef),
    );
  };

  /** Both kinds of things that have targets, for answers that hold either. */
  readonly readSubjects = async (credentials: BackstageCredentials) =>
    refuseBlind(
      {
        domains: await orNone(this.readDomains(credentials)),
        services: await orNone(this.readServices(credentials)),
      },
      [atlhyperSloReadPermission, atlhyperMeshReadPermission],
    );

  /** What the caller may set targets of. */
  readonly updateSubjects = async (credentials: BackstageCredentials) => {
    const { registry } = this.options;
    const access = {
      domains: await orNone(
        this.accessTo(
          credentials,
          atlhyperSloTargetUpdatePermission,
          registry.getPermissionRuleset(domainResourceRef),
        ),
      ),
      services: await orNone(
        this.accessTo(
          credentials,
          atlhyperMeshTargetUpdatePermission,
          registry.getPermissionRuleset(serviceResourceRef),
        ),
      ),
    };
    return refuseBlind(access, [
      atlhyperSloTargetUpdatePermission,
      atlhyperMeshTargetUpdatePermission,
    ]);
  };

  /** Nodes whose figures the caller may read. */
  readonly readNodes = async (
    credentials: BackstageCredentials,
  ): Promise<Access<NodeCondition>> => {
    return this.accessTo(
      credentials,
      atlhyperNodeReadPermission,
      this.options.registry.getPermissionRuleset(nodeResourceRef),
    );
  };

  /** Objects the caller may read, and the clusters whose sources it may know of. */
  readonly readResources = async (
    credentials: BackstageCredentials,
  ): Promise<{
    access: Access<ResourceCondition>;
    clusters: Access<ClusterCondition> | 'none';
  }> => {
    return {
      access: await this.accessTo(
        credentials,
        atlhyperResourceReadPermission,
        this.options.registry.getPermissionRuleset(resourceResourceRef),
      ),
      clusters: await orNone(this.readClusters(credentials)),
    };
  };

  /** What the caller may see of nodes, objects and clusters, for answers that are made of all three. */
  readonly readMetrics = async (credentials: BackstageCredentials) => {
    const { registry } = this.options;
    return {
      nodes: await orNone(this.readNodes(credentials)),
      pods: await orNone(
        this.accessTo(
          credentials,
          atlhyperResourceReadPermission,
          registry.getPermissionRuleset(resourceResourceRef),
        ),
      ),
      clusters: await orNone(this.readClusters(credentials)),
    };
  };

  /** What the caller may see of each kind of thing that alerts are of. */
  readonly readAlerts = async (credentials: BackstageCredentials) =>
    refuseBlind(
      {
        domains: await orNone(this.readDomains(credentials)),
        services: await orNone(this.readServices(credentials)),
        nodes: await orNone(this.readNodes(credentials)),
        objects: await orNone(
          this.accessTo(
            credentials,
            atlhyperResourceReadPermission,
            this.options.registry.getPermissionRuleset(resourceResourceRef),
          ),
        ),
        clusters: await orNone(this.readClusters(credentials)),
      },
      [
        atlhyperSloReadPermission,
        atlhyperMeshReadPermission,
        atlhyperNodeReadPermission,
        atlhyperResourceReadPermission,
        atlhyperClusterReadPermission,
      ],
    );

  /** Clusters the caller may see. */
  readonly readClusters = async (
    credentials: BackstageCredentials,
  ): Promise<Access<ClusterCondition>> => {
    return this.accessTo(
      credentials,
      atlhyperClusterReadPermission,
      this.options.registry.getPermissionRuleset(clusterResourceRef),
    );
  };

  /** Clusters whose tokens the caller may manage. */
  readonly manageClusters = async (
    credentials: BackstageCredentials,
  ): Promise<Access<ClusterCondition>> => {
    return this.accessTo(
      credentials,
      atlhyperClusterManagePermission,
      this.options.registry.getPermissionRuleset(clusterResourceRef),
    );
  };

  /** @throws NotAllowedError for who may not register clusters */
  readonly requireCreateCluster = async (
    credentials: BackstageCredentials,
  ): Promise<void> => {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: atlhyperClusterCreatePermission }],
      { credentials },
    );
    refuseDenied(decision, atlhyperClusterCreatePermission.name);
  };

  private async accessTo<TCondition>(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    rules: PermissionRuleset<any, TCondition>,
  ): Promise<Access<TCondition>> {
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    refuseDenied(decision, permission.name);
    return decision.result === AuthorizeResult.CONDITIONAL
      ? createConditionTransformer(rules)(decision.conditions)
      : undefined;
  }
}

function refuseDenied(decision: PolicyDecision, permission: string): void {
  if (decision.result === AuthorizeResult.DENY) {
    throw new NotAllowedError(`This needs the permission '${permission}'`);
  }
}

/** @throws NotAllowedError for who may see nothing of any kind */
function refuseBlind<A extends object>(
  access: A,
  permissions: readonly ResourcePermission[],
): A {
  if (Object.values(access).every(one => one === 'none')) {
    const names = permissions.map(one => `'${one.name}'`).join(' or ');
    throw new NotAllowedError(`This needs the permission ${names}`);
  }
  return access;
}

/** Nothing of this kind, instead of a refusal of the whole question. */
async function orNone<T>(access: Promise<T>): Promise<T | 'none'> {
  try {
    return await access;
  } catch (error) {
    if ((error as Error).name === 'NotAllowedError') {
      return 'none';
    }
    throw error;
  }
}
