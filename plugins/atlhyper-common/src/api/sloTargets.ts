import {
  edgeEntity,
  entityText,
  entityTitle,
  parseEntity,
  toEntityKey,
  type DomainEntity,
  type EdgeEntity,
  type Entity,
  type RouteEntity,
  type ServiceEntity,
} from '@atlhyper/core';
import { z } from 'zod';
import { nameSchema } from '../wire/primitives';
import { clusterIdSchema, countSchema, timeMsSchema } from '../wire/primitives';
import { edgeKeySchema, routeKeySchema } from '../wire/routes';

/** Rolling windows a target may have. */
export const SLO_WINDOWS = ['1d', '7d', '30d'] as const;
export const sloWindowSchema = z.enum(SLO_WINDOWS);
export type SloWindow = z.infer<typeof sloWindowSchema>;

/**
 * A window, or `own`: each thing in the window that it has a target for, the worst of them where there
 * are several, and in the first where it has none of its own.
 */
export const sloViewSchema = z.enum([...SLO_WINDOWS, 'own']);
export type SloView = z.infer<typeof sloViewSchema>;

/**
 * Which requests count against availability: answered with 5xx or 4xx, or never answered. Of a
 * mesh `5xx` means what the mesh classified as failed, which includes gRPC statuses.
 */
export const BAD_REQUEST_KINDS = ['5xx', '4xx', 'no_response'] as const;
export const badRequestKindSchema = z.enum(BAD_REQUEST_KINDS);
export type BadRequestKind = z.infer<typeof badRequestKindSchema>;

/**
 * What a target is for. Without `cluster` it holds in every cluster; a target with it takes
 * precedence there. A path takes precedence over its domain, an edge over its service.
 */
export const sloSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('domain'),
    cluster: clusterIdSchema.optional(),
    domain: routeKeySchema.shape.host,
  }),
  z.strictObject({
    kind: z.literal('path'),
    cluster: clusterIdSchema.optional(),
    domain: routeKeySchema.shape.host,
    path: routeKeySchema.shape.path,
    path_match: routeKeySchema.shape.pathMatch.default('prefix'),
    condition: routeKeySchema.shape.condition,
  }),
  z.strictObject({
    kind: z.literal('service'),
    cluster: clusterIdSchema.optional(),
    namespace: nameSchema,
    service: nameSchema,
  }),
  z.strictObject({
    kind: z.literal('edge'),
    cluster: clusterIdSchema.optional(),
    namespace: nameSchema,
    service: nameSchema,
    source: edgeKeySchema.shape.source,
  }),
]);
export type SloSubject = z.infer<typeof sloSubjectSchema>;

/** The entity that a subject names; over all clusters where the subject is. */
export function subjectEntity(subject: SloSubject): Entity {
  const { cluster: clusterId } = subject;
  switch (subject.kind) {
    case 'domain':
      return { kind: 'domain', clusterId, host: subject.domain };
    case 'path':
      return {
        kind: 'route',
        clusterId,
        host: subject.domain,
        path: subject.path,
        pathMatch: subject.path_match,
        condition: subject.condition,
      };
    case 'service': {
      const { namespace, service: name } = subject;
      return { kind: 'service', clusterId, namespace, name };
    }
    default: {
      const { source, namespace, service } = subject;
      return edgeEntity(
        { source, destination: { namespace, service } },
        clusterId,
      );
    }
  }
}

/** The subject that a key names, or `undefined` for what has no targets. */
export function subjectOfEntity(key: string): SloSubject | undefined {
  const entity = parseEntity(key);
  const cluster = entity?.clusterId;
  switch (entity?.kind) {
    case 'domain': {
      const { host } = entity as DomainEntity;
      return { kind: 'domain', cluster, domain: host };
    }
    case 'route': {
      const { host, path, pathMatch, condition } = entity as RouteEntity;
      return {
        kind: 'path',
        cluster,
        domain: host,
        path,
        path_match: pathMatch,
        condition,
      };
    }
    case 'service': {
      const { namespace, name } = entity as ServiceEntity;
      return { kind: 'service', cluster, namespace, service: name };
    }
    case 'edge': {
      const { source, destination } = entity as EdgeEntity;
      return {
        kind: 'edge',
        cluster,
        namespace: destination.namespace ?? '',
        service: destination.name,
        source: {
          namespace: source.namespace ?? '',
          kind: source.kind,
          workload: source.name,
        },
      } as SloSubject;
    }
    default:
      return undefined;
  }
}

/** Key of the entity that a subject names; equal for equal subjects and no others. */
export function subjectKey(subject: SloSubject): string {
  return toEntityKey(subjectEntity(subject));
}

/** In names and signs alone, which need no language: `shop.example.com/api/*`. */
export function subjectTitle(subject: SloSubject): string {
  return entityTitle(subjectEntity(subject));
}

/** In words, for messages: `path '/api' of domain 'shop.example.com'`. */
export function subjectText(subject: SloSubject): string {
  return entityText(subjectEntity(subject));
}

/** So near to 100 that binary fractions cannot tell it apart, no request may fail: none is a share. */
const percentSchema = z
  .number()
  .refine(
    value => value > 0 && value <= 99.999_999_999,
    'must be above 0 and below 100',
  );

/**
 * So many percent of the requests answered within the threshold. `by` says how it is judged and
 * shown: as the quantile (95 % within 250 ms: P95 at most 250 ms) or as the share of good requests.
 */
export const latencyObjectiveSchema = z.strictObject({
  threshold_ms: z.number().positive().max(86_400_000),
  objective: percentSchema,
  by: z.enum(['quantile', 'share']).default('quantile'),
});
export type LatencyObjective = z.infer<typeof latencyObjectiveSchema>;

/**
 * One multi-window burn-rate rule (SRE Workbook, chapter 5). It fires while the burn rate of both
 * windows is at least `factor`. `fast` makes the status critical, `slow` warning.
 */
export const burnRuleSchema = z.strictObject({
  long_ms: countSchema.min(300_000),
  short_ms: countSchema.min(300_000),
  factor: z.number().positive().max(10_000),
  severity: z.enum(['fast', 'slow']),
});
export type BurnRule = z.infer<typeof burnRuleSchema>;

/** What a target asks, as it is set. Percent of requests, milliseconds. */
export const sloObjectiveSchema = z.strictObject({
  availability: percentSchema,
  latency: latencyObjectiveSchema.optional(),
  /** The configured kinds where absent. */
  bad_requests: z.array(badRequestKindSchema).max(3).optional(),
  /** The window's own rules where absent; an empty list switches burn-rate alerts off. */
  burn_rules: z.array(burnRuleSchema).max(8).optional(),
});
export type SloObjective = z.infer<typeof sloObjectiveSchema>;

/** Where a target comes from: configuration, the editor, or a catalog entity's own definition. */
export const targetOriginSchema = z.object({
  level: z.enum(['default', 'domain', 'path', 'service', 'edge']),
  source: z.enum(['config', 'api', 'catalog']),
  cluster: z.string().optional(),
  entity_ref: z.string().optional(),
});
export type TargetOrigin = z.infer<typeof targetOriginSchema>;

/** The target that something is judged by, everything filled in. */
export const sloTargetSchema = z.object({
  availability: z.number(),
  latency: latencyObjectiveSchema.optional(),
  /** The latency threshold, where the objective is the 95th percentile. */
  p95_latency: z.number().optional(),
  bad_requests: z.array(badRequestKindSchema),
  origin: targetOriginSchema,
});
export type SloTarget = z.infer<typeof sloTargetSchema>;

/** A target that was set. */
export const storedTargetSchema = z.object({
  subject: sloSubjectSchema,
  window: sloWindowSchema,
  objective: sloObjectiveSchema,
  source: z.enum(['api', 'catalog']),
  /** The entity that defines it; such a target is changed there. */
  entity_ref: z.string().optional(),
  updatedMs: timeMsSchema,
  updatedBy: z.string().optional(),
});
export type StoredTarget = z.infer<typeof storedTargetSchema>;

/** `GET v2/slo/targets` */
export const targetsResponseSchema = z.object({
  /** What holds where nothing is set. */
  defaults: z.record(sloWindowSchema, sloObjectiveSchema),
  /** The burn-rate rules of each window, where a target has none of its own. */
  burn_rules: z.record(sloWindowSchema, z.array(burnRuleSchema)),
  targets: z.array(storedTargetSchema),
  /** Definitions in the catalog that are not in force, and why. */
  problems: z.array(z.object({ entity_ref: z.string(), message: z.string() })),
});
export type TargetsResponse = z.infer<typeof targetsResponseSchema>;

/** `PUT v2/slo/targets` */
export const putTargetRequestSchema = z.strictObject({
  subject: sloSubjectSchema,
  window: sloWindowSchema,
  objective: sloObjectiveSchema,
});
export type PutTargetRequest = z.infer<typeof putTargetRequestSchema>;

/** `DELETE v2/slo/targets` */
export const deleteTargetRequestSchema = putTargetRequestSchema.omit({
  objective: true,
});
export type DeleteTargetRequest = z.infer<typeof deleteTargetRequestSchema>;

/** `POST v2/slo/targets/openslo`: what an import sets, or with `dryRun` would set. */
export const importTargetsResponseSchema = z.object({
  dryRun: z.boolean(),
  targets: z.array(putTargetRequestSchema),
  /** What of the documents has no place here, such as calendar windows. */
  warnings: z.array(z.string()),
});
export type ImportTargetsResponse = z.infer<typeof importTargetsResponseSchema>;
