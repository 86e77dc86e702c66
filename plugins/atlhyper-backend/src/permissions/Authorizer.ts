import {
  atlhyperClusterCreatePermission,
  atlhyperClusterManagePermission,
  atlhyperClusterReadPermission,
  atlhyperNodeReadPermission,
  atlhyperSloReadPermission,
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
} from '../stores/access';
import {
  clusterResourceRef,
  domainResourceRef,
  nodeResourceRef,
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
  async readDomains(
    credentials: BackstageCredentials,
  ): Promise<Access<DomainCondition>> {
    return this.accessTo(
      credentials,
      atlhyperSloReadPermission,
      this.options.registry.getPermissionRuleset(domainResourceRef),
    );
  }

  /** Nodes whose figures the caller may read. */
  async readNodes(
    credentials: BackstageCredentials,
  ): Promise<Access<NodeCondition>> {
    return this.accessTo(
      credentials,
      atlhyperNodeReadPermission,
      this.options.registry.getPermissionRuleset(nodeResourceRef),
    );
  }

  /** Clusters the caller may see. */
  async readClusters(
    credentials: BackstageCredentials,
  ): Promise<Access<ClusterCondition>> {
    return this.accessTo(
      credentials,
      atlhyperClusterReadPermission,
      this.options.registry.getPermissionRuleset(clusterResourceRef),
    );
  }

  /** Clusters whose tokens the caller may manage. */
  async manageClusters(
    credentials: BackstageCredentials,
  ): Promise<Access<ClusterCondition>> {
    return this.accessTo(
      credentials,
      atlhyperClusterManagePermission,
      this.options.registry.getPermissionRuleset(clusterResourceRef),
    );
  }

  /** @throws NotAllowedError for who may not register clusters */
  async requireCreateCluster(credentials: BackstageCredentials): Promise<void> {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: atlhyperClusterCreatePermission }],
      { credentials },
    );
    refuseDenied(decision, atlhyperClusterCreatePermission.name);
  }

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
