import {
  DEFAULT_RESOURCES_PER_PAGE,
  RESOURCE_KINDS,
  timeMsSchema,
  type ListedResource,
  type ResourceId,
  type ResourceKind,
  type ResourceKindsResponse,
  type ResourceResponse,
  type endpoints,
  type ParsedInput,
  type ResourcesResponse,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Access } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { Ledger } from '../../stores/Ledger';
import type { ObjectStore, StoredResource } from '../../stores/ObjectStore';
import { z } from 'zod';
import { defineCursor } from '../../cursor';
import { sourceOfKind } from './sourceOfKind';

const CURSOR = defineCursor(
  'resources',
  z.object({
    name: z.string(),
    namespace: z.string(),
    sortMs: z.number().optional(),
  }),
);

/** A cluster, and what a caller may see in it. */
type Question = {
  clusterId: string;
  access: Access<'resource'>;
  /** Clusters whose sources the caller may know of. */
  clusters: Access<'cluster'>;
};

/**
 * Answers what objects a cluster has.
 *
 * To who may not see every object, an unknown cluster has none, like one whose objects are hidden.
 */
export class ResourceService {
  constructor(
    private readonly options: {
      resources: ObjectStore;
      ledger: Ledger;
      clusters: ClusterStore;
    },
  ) {}

  /** @throws NotFoundError for an unknown cluster */
  async listKinds(question: Question): Promise<ResourceKindsResponse> {
    await this.requireCluster(question);
    const counts = await this.options.resources.countByKind(question);
    const sources = await this.listSources(question);
    return {
      cluster: question.clusterId,
      kinds: RESOURCE_KINDS.map(kind => ({
        kind,
        count: counts.get(kind) ?? 0,
        source: sourceOfKind(sources, kind),
      })),
    };
  }

  /**
   * @throws NotFoundError for an unknown cluster
   * @throws InputError for a cursor that is none of this list
   */
  async listResources(
    question: Question & { kind: ResourceKind },
    query: ParsedInput<typeof endpoints.getResources>['query'],
  ): Promise<ResourcesResponse> {
    const { clusterId, access, kind } = question;
    const { resources } = this.options;
    const { sort = 'name', limit = DEFAULT_RESOURCES_PER_PAGE, cursor } = query;
    const after = CURSOR.parse(cursor, `${kind} ${sort}`);
    if (after && sort.endsWith('created') && after.sortMs === undefined) {
      throw new InputError(`'cursor' is none of this list`);
    }
    await this.requireCluster(question);
    const filter = {
      access,
      clusterId,
      kind,
      namespace: query.namespace,
      nameContains: query.q,
    };
    // One more than asked for tells whether there is a next page.
    const found = await resources.listResources({
      ...filter,
      sort,
      after,
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      cluster: clusterId,
      kind,
      source: sourceOfKind(await this.listSources(question), kind),
      namespaces: await resources.listNamespaces(filter),
      total: await resources.countResources(filter),
      resources: page.map(({ resource }) => toListed(resource)),
      nextCursor:
        found.length > limit
          ? CURSOR.format(page[limit - 1].position, `${kind} ${sort}`)
          : undefined,
    };
  }

  /** @throws NotFoundError for an object that the cluster does not have, or the caller may not see */
  async getResource(
    question: Question,
    id: ResourceId,
  ): Promise<ResourceResponse> {
    const found = await this.options.resources.findResource({
      ...question,
      id,
    });
    if (!found) {
      const name = [id.namespace, id.name].filter(Boolean).join('/');
      throw new NotFoundError(
        `No ${id.kind} '${name}' in cluster '${question.clusterId}'`,
      );
    }
    return {
      ...toListed(found),
      cluster: question.clusterId,
      kind: id.kind,
      uid: found.uid,
      resourceVersion: found.resourceVersion,
    };
  }

  private async requireCluster({ access, clusterId }: Question): Promise<void> {
    if (
      access === 'all' &&
      !(await this.options.clusters.hasCluster(clusterId, 'all'))
    ) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
  }

  private async listSources(question: Question): Promise<SourceState[]> {
    const { clusterId, clusters } = question;
    return this.options.ledger.listSources({ clusterId, access: clusters });
  }
}

function toListed(resource: StoredResource): ListedResource {
  const { namespace, name, data } = resource;
  const created = timeMsSchema.safeParse(data.createdMs ?? data.startedMs);
  return {
    namespace,
    name,
    createdMs: created.data,
    data: data as ListedResource['data'],
  };
}
