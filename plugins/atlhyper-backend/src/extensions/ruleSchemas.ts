import { parseEntity } from '@atlhyper/core';
import { z } from 'zod';

const DAY_MS = 86_400_000;

/** As the column of alerts and the texts of the pages hold it; a NUL is none to PostgreSQL. */
const nameSchema = z.string().regex(/^[a-z][A-Za-z0-9_.-]{0,63}$/);
const textSchema = z
  .string()
  .max(1_000)
  .regex(/^[^\0]*$/);
const holdSchema = z
  .int()
  .min(0)
  .max(7 * DAY_MS);
const severitySchema = z.enum(['warning', 'critical']);
const functionSchema = z.custom(value => typeof value === 'function', {
  message: 'must be a function',
});

const commonSchema = z.object({
  title: textSchema.min(1).max(200).optional(),
  unit: z.enum(['fraction', 'celsius', 'milliseconds', 'burn_rate', 'count']),
});

/** A rule for clusters that can be judged. */
export const clusterRuleSchema = commonSchema.extend({
  code: nameSchema,
  severity: severitySchema,
  threshold: z.number().optional(),
  holdMs: holdSchema,
  recoverMs: holdSchema,
  needs: z.array(z.enum(['nodes', 'pods', 'workloads', 'sources'])),
  find: functionSchema,
  message: functionSchema,
});

/** A rule for nodes that can be judged. */
export const nodeRuleSchema = commonSchema.extend({
  metric: nameSchema,
  isLowBad: z.boolean().optional(),
  clearMargin: z.number().min(0),
  defaults: z
    .array(
      z.object({
        limit: z.number(),
        forMs: holdSchema,
        recoverMs: holdSchema.optional(),
        severity: severitySchema,
      }),
    )
    .min(1)
    .refine(
      all => new Set(all.map(one => one.severity)).size === all.length,
      'must not hold two limits of one severity',
    ),
  measure: functionSchema,
});

/** What a rule may find in a cluster: of that cluster, and what a database can hold. */
export function findingsSchema(clusterId: string) {
  return z.array(
    z.object({
      entity: textSchema.refine(
        key => parseEntity(key)?.clusterId === clusterId,
        `must be the key of an entity in cluster '${clusterId}'`,
      ),
      part: textSchema.optional(),
      value: z.number().optional(),
      threshold: z.number().optional(),
      windowMs: z.number().optional(),
      reason: textSchema.optional(),
      evidence: z.record(z.string(), z.json().optional()).optional(),
      sinceMs: z.int().min(0).optional(),
    }),
  );
}

/** What a rule may measure of a node. */
export const measuredSchema = z.array(
  z.object({
    part: textSchema.optional(),
    value: z.number().optional(),
    limit: z.number().optional(),
  }),
);
