import {
  ATLHYPER_OPENSLO_ANNOTATION,
  ATLHYPER_SLO_TARGETS_ANNOTATION,
  edgeKeySchema,
  sloObjectiveSchema,
  sloWindowSchema,
  clusterIdSchema,
  subjectText,
  subjectKey,
  routeKeySchema,
  type PutTargetRequest,
  type SloSubject,
  type StoredTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuthService,
  LoggerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { CatalogGrant } from './CatalogGrant';
import { parseRequest } from '../../parseRequest';
import { matchesHost } from '../../stores/hostPattern';
import type { CatalogProblem, TargetStore } from '../../stores/TargetStore';
import { TargetFiles, UnreadableFileError } from './TargetFiles';
import { normalise, refuseDeadRules } from './TargetService';

const PAGE_SIZE = 500;

const FILTER = [
  ATLHYPER_SLO_TARGETS_ANNOTATION,
  ATLHYPER_OPENSLO_ANNOTATION,
].map(annotation => ({
  [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
}));

/** One entry of the annotation: what it is for, the window and the objective, side by side. */
const entrySchema = sloObjectiveSchema
  .extend({
    domain: z.string().min(1).max(512).optional(),
    path: z.string().min(1).max(1024).optional(),
    path_match: routeKeySchema.shape.pathMatch.optional(),
    /** `namespace/name` */
    service: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'must be namespace/name')
      .optional(),
    source: edgeKeySchema.shape.source.optional(),
    cluster: clusterIdSchema.optional(),
    window: sloWindowSchema,
  })
  .refine(
    entry => (entry.domain === undefined) !== (entry.service === undefined),
    {
      message: "must name either 'domain' or 'service'",
    },
  );

/**
 * Takes over the targets that catalog entities define, so that they can live in git beside what
 * they are for. An entity speaks only for what its owner was granted in configuration: anyone may
 * write any host into an entity file.
 */
export class CatalogTargets {
  private readonly files: TargetFiles;

  constructor(
    private readonly options: {
      catalog: CatalogService;
      auth: AuthService;
      reader: UrlReaderService;
      store: TargetStore;
      grants: readonly CatalogGrant[];
      logger: LoggerService;
      clock: () => number;
    },
  ) {
    this.files = new TargetFiles(options);
  }

  /**
   * Reads all entities that define targets. Where the catalog does not answer, all stays; where a file
   * cannot be read, what its entity defined before.
   */
  async refresh(): Promise<void> {
    const { store, logger } = this.options;
    const targets = new Map<string, StoredTarget>();
    const problems: CatalogProblem[] = [];
    const stored = await store.listTargets();
    for (const entity of await this.listEntities()) {
      const entityRef = stringifyEntityRef(entity);
      try {
        const { found, problem } = await this.readOrKeep(entity, stored);
        takeOver(targets, found);
        if (problem !== undefined) {
          problems.push({ entity_ref: entityRef, message: problem });
        }
      } catch (error) {
        const message = (error as Error).message.slice(0, 2_000);
        problems.push({ entity_ref: entityRef, message });
        logger.warn(`Targets of '${entityRef}' are not in force: ${message}`);
      }
    }
    this.files.forgetUnused();
    await store.replaceCatalogTargets([...targets.values()], problems);
  }

  /** @throws Error that says why the entity's targets are not in force */
  private async readOrKeep(
    entity: Entity,
    stored: readonly StoredTarget[],
  ): Promise<{ found: StoredTarget[]; problem?: string }> {
    const entityRef = stringifyEntityRef(entity);
    const granted = this.grantsOf(entity);
    try {
      return { found: await this.readTargets(entity, granted) };
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) {
        throw error;
      }
      const problem = `Its targets stay as they were: ${error.message}`;
      this.options.logger.warn(`'${entityRef}': ${problem}`);
      return {
        problem: problem.slice(0, 2_000),
        found: stored.filter(
          ({ source, entity_ref: ref, subject }) =>
            source === 'catalog' &&
            ref === entityRef &&
            isGranted(subject, granted),
        ),
      };
    }
  }

  private async listEntities(): Promise<Entity[]> {
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const entities: Entity[] = [];
    let cursor: string | undefined;
    do {
      const page = await catalog.queryEntities(
        cursor === undefined
          ? { filter: FILTER, limit: PAGE_SIZE }
          : { cursor, limit: PAGE_SIZE },
        { credentials },
      );
      entities.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor !== undefined);
    return entities.sort((a, b) =>
      stringifyEntityRef(a) < stringifyEntityRef(b) ? -1 : 1,
    );
  }

  /** @throws Error that says why the entity's targets are not in force */
  private async readTargets(
    entity: Entity,
    granted: readonly CatalogGrant[],
  ): Promise<StoredTarget[]> {
    const entityRef = stringifyEntityRef(entity);
    const { annotations = {} } = entity.metadata;
    if (granted.length === 0) {
      throw new InputError(
        'Its owner was granted nothing in atlhyper.slo.catalogTargets.grants',
      );
    }
    const inline = annotations[ATLHYPER_SLO_TARGETS_ANNOTATION];
    const file = annotations[ATLHYPER_OPENSLO_ANNOTATION];
    const requests = [
      ...(inline === undefined ? [] : parseEntries(inline)),
      ...(file === undefined ? [] : await this.files.read(entity, file)),
    ];
    return requests.map(request => {
      const subject = normalise(request.subject);
      if (!isGranted(subject, granted)) {
        throw new InputError(
          `Its owner was not granted ${
            'domain' in subject
              ? `host '${subject.domain}'`
              : `namespace '${subject.namespace}'`
          } in atlhyper.slo.catalogTargets.grants`,
        );
      }
      refuseDeadRules(request);
      return {
        ...request,
        subject,
        source: 'catalog' as const,
        entity_ref: entityRef,
        updatedMs: this.options.clock(),
      };
    });
  }

  private grantsOf(entity: Entity): CatalogGrant[] {
    const owners = (entity.relations ?? [])
      .filter(relation => relation.type === RELATION_OWNED_BY)
      .map(relation => relation.targetRef);
    return this.options.grants.filter(grant => owners.includes(grant.owner));
  }
}

/**
 * Reads the annotation: a YAML list of targets.
 *
 * @throws InputError that names the entry and the rule
 */
export function parseEntries(text: string): PutTargetRequest[] {
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new InputError(
      `'${ATLHYPER_SLO_TARGETS_ANNOTATION}' is no YAML: ${
        (error as Error).message.split('\n')[0]
      }`,
    );
  }
  const entries = parseRequest(z.array(entrySchema).min(1).max(100), value, [
    ATLHYPER_SLO_TARGETS_ANNOTATION,
  ]);
  return entries.map(
    ({
      domain,
      path,
      path_match,
      service,
      source,
      cluster,
      window,
      ...rest
    }) => ({
      subject: toSubject({
        domain,
        path,
        path_match,
        service,
        source,
        cluster,
      }),
      window,
      objective: rest,
    }),
  );
}

function toSubject(
  entry: Pick<
    z.output<typeof entrySchema>,
    'domain' | 'path' | 'path_match' | 'service' | 'source' | 'cluster'
  >,
): SloSubject {
  const { domain, path, path_match = 'prefix', source, cluster } = entry;
  if (domain !== undefined) {
    return path === undefined
      ? { kind: 'domain', cluster, domain }
      : { kind: 'path', cluster, domain, path, path_match };
  }
  const [namespace, service] = entry.service!.split('/');
  return source
    ? { kind: 'edge', cluster, namespace, service, source }
    : { kind: 'service', cluster, namespace, service };
}

/**
 * All of an entity's targets or none.
 *
 * @throws InputError where one is defined twice
 */
function takeOver(
  targets: Map<string, StoredTarget>,
  found: readonly StoredTarget[],
): void {
  const keyed = new Map<string, StoredTarget>();
  for (const target of found) {
    const key = `${subjectKey(target.subject)} ${target.window}`;
    const other = keyed.get(key) ?? targets.get(key);
    if (other) {
      throw new InputError(
        `The target of ${target.window} for ${subjectText(
          target.subject,
        )} is already defined by '${other.entity_ref}'`,
      );
    }
    keyed.set(key, target);
  }
  keyed.forEach((target, key) => targets.set(key, target));
}

function isGranted(
  subject: SloSubject,
  grants: readonly CatalogGrant[],
): boolean {
  return grants.some(grant =>
    'domain' in subject
      ? grant.hosts.some(pattern => matchesHost(pattern, subject.domain))
      : grant.namespaces.includes(subject.namespace),
  );
}
