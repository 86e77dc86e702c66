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
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { z } from 'zod';
import type { CatalogGrant } from './CatalogGrant';
import { parseRequest } from '../../parseRequest';
import { matchesHost } from '../../access/hostPattern';
import type { CatalogProblem, TargetStore } from '../../stores/TargetStore';
import { readYaml, readYamlApart, type YamlDocument } from './readYaml';
import { TargetFiles } from './TargetFiles';
import { normalise, refuseDeadRules } from './TargetService';

const PAGE_SIZE = 500;

/** Of a problem. */
const MOST_CHARACTERS = 2_000;

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
   * or annotation cannot be read for now, what its entity defined before.
   */
  async refresh(): Promise<void> {
    const { store, logger } = this.options;
    const targets = new Map<string, StoredTarget>();
    const problems: CatalogProblem[] = [];
    const stored = await store.listTargets();
    for (const entity of await this.listEntities()) {
      const entityRef = stringifyEntityRef(entity);
      try {
        const { found, refused } = await this.readOrKeep(entity, stored);
        const all = [...refused, ...takeOver(targets, found)];
        if (all.length > 0) {
          const message = toStorable(all.join('; '));
          problems.push({ entity_ref: entityRef, message });
          logger.warn(`Targets of '${entityRef}' are left out: ${message}`);
        }
      } catch (error) {
        const message = toStorable((error as Error).message);
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
  ): Promise<FoundTargets> {
    const entityRef = stringifyEntityRef(entity);
    const granted = this.grantsOf(entity);
    try {
      return await this.readTargets(entity, granted);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError)) {
        throw error;
      }
      const problem = `Its targets stay as they were: ${error.message}`;
      return {
        refused: [problem],
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

  /**
   * Each entry stands for itself: one that is refused takes no other out of force.
   *
   * @throws Error that says why none of the entity's targets is in force
   */
  private async readTargets(
    entity: Entity,
    granted: readonly CatalogGrant[],
  ): Promise<FoundTargets> {
    const entityRef = stringifyEntityRef(entity);
    const { annotations = {} } = entity.metadata;
    if (granted.length === 0) {
      throw new InputError(
        'Its owner was granted nothing in atlhyper.slo.catalogTargets.grants',
      );
    }
    const inline = annotations[ATLHYPER_SLO_TARGETS_ANNOTATION];
    const file = annotations[ATLHYPER_OPENSLO_ANNOTATION];
    const entries = inline === undefined ? [] : await parseEntriesApart(inline);
    const read = file === undefined ? [] : await this.files.read(entity, file);
    const requests = [...entries, ...read.map(request => () => request)];
    const found: StoredTarget[] = [];
    const refused: string[] = [];
    for (const request of requests) {
      try {
        found.push({
          ...this.check(request(), granted),
          source: 'catalog',
          entity_ref: entityRef,
          updatedMs: this.options.clock(),
        });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused.push(error.message);
      }
    }
    return { found, refused };
  }

  /** @throws InputError for a target that the owner was not granted, or that can never fire */
  private check(
    request: PutTargetRequest,
    granted: readonly CatalogGrant[],
  ): PutTargetRequest {
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
    return { ...request, subject };
  }

  private grantsOf(entity: Entity): CatalogGrant[] {
    const owners = (entity.relations ?? [])
      .filter(relation => relation.type === RELATION_OWNED_BY)
      .map(relation => relation.targetRef);
    return this.options.grants.filter(grant => owners.includes(grant.owner));
  }
}

/**
 * A message that any database takes, which may quote what somebody wrote: PostgreSQL refuses a NUL and
 * half a surrogate pair, also one that was cut here, and with it the problems and targets of all.
 */
function toStorable(message: string): string {
  return message
    .slice(0, MOST_CHARACTERS)
    .replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** What an entity defines, and what of it is not taken. */
type FoundTargets = { found: StoredTarget[]; refused: string[] };

/**
 * The entries of the annotation, a YAML list of targets; each is read, and may be refused, on its own.
 *
 * @throws InputError if it is no such list
 */
export function parseEntries(text: string): (() => PutTargetRequest)[] {
  return toEntries(readYaml(text));
}

/** The same without keeping others waiting: whoever may register an entity writes it. */
async function parseEntriesApart(text: string) {
  return toEntries(await readYamlApart(text));
}

function toEntries([document, ...more]: readonly YamlDocument[]) {
  if (document && 'error' in document) {
    throw new InputError(
      `'${ATLHYPER_SLO_TARGETS_ANNOTATION}' ${document.error}`,
    );
  }
  const entries = parseRequest(
    z.array(z.unknown()).min(1).max(100),
    more.length > 0 ? undefined : document?.value,
    [ATLHYPER_SLO_TARGETS_ANNOTATION],
  );
  return entries.map(
    (entry, i) => (): PutTargetRequest =>
      toRequest(
        parseRequest(entrySchema, entry, [ATLHYPER_SLO_TARGETS_ANNOTATION, i]),
      ),
  );
}

function toRequest({
  domain,
  path,
  path_match,
  service,
  source,
  cluster,
  window,
  ...rest
}: z.output<typeof entrySchema>): PutTargetRequest {
  return {
    subject: toSubject({ domain, path, path_match, service, source, cluster }),
    window,
    objective: rest,
  };
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

/** Takes what nobody defined before; gives why the others are not taken. */
function takeOver(
  targets: Map<string, StoredTarget>,
  found: readonly StoredTarget[],
): string[] {
  return found.flatMap(target => {
    const key = `${subjectKey(target.subject)} ${target.window}`;
    const other = targets.get(key);
    if (!other) {
      targets.set(key, target);
      return [];
    }
    const { window, subject } = target;
    return `The target of ${window} for ${subjectText(
      subject,
    )} is already defined by '${other.entity_ref}'`;
  });
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
