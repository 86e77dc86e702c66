import { z } from 'zod';
import { countSchema, timeMsSchema } from '../wire/primitives';
import { sourceStateSchema } from '../wire/push';
import { RESOURCE_KINDS } from '../wire/resources';

/** How lists of objects are sorted; with `-` the other way round. `created` is oldest first. */
export const RESOURCE_SORTS = ['name', '-name', 'created', '-created'] as const;
export type ResourceSort = (typeof RESOURCE_SORTS)[number];

/** Objects per page where no limit is asked for, and at most. */
export const DEFAULT_RESOURCES_PER_PAGE = 100;
export const MAX_RESOURCES_PER_PAGE = 500;

/**
 * How the agent's watch of a kind fares. Absent where no agent tells: the kind is not watched, or the
 * caller may not read the cluster.
 */
export const resourceSourceSchema = sourceStateSchema.omit({
  name: true,
  intervalMs: true,
});
export type ResourceSource = z.infer<typeof resourceSourceSchema>;

/** `GET v2/clusters/{id}/resources` */
export const resourceKindsResponseSchema = z.object({
  cluster: z.string(),
  /** Every kind that an agent may send, also those without objects. */
  kinds: z.array(
    z.object({
      kind: z.enum(RESOURCE_KINDS),
      count: countSchema,
      source: resourceSourceSchema.optional(),
    }),
  ),
});
export type ResourceKindsResponse = z.infer<typeof resourceKindsResponseSchema>;

/** Any JSON value. */
export const jsonSchema = z.json();

/** One object as a list has it. */
export const listedResourceSchema = z.object({
  /** Absent for what belongs to the cluster. */
  namespace: z.string().optional(),
  name: z.string(),
  /** When it was made, or where that is not kept when it started. */
  createdMs: timeMsSchema.optional(),
  /** What the agent keeps of it; differs by kind. */
  data: z.record(z.string(), jsonSchema),
});
export type ListedResource = z.infer<typeof listedResourceSchema>;

/** `GET v2/clusters/{id}/resources/{kind}?namespace=&q=&sort=&limit=&cursor=` */
export const resourcesResponseSchema = z.object({
  cluster: z.string(),
  kind: z.enum(RESOURCE_KINDS),
  source: resourceSourceSchema.optional(),
  /** Namespaces that hold objects of this kind, whatever the filter. */
  namespaces: z.array(z.string()),
  /** Objects on all pages. */
  total: countSchema,
  resources: z.array(listedResourceSchema),
  nextCursor: z.string().optional(),
});
export type ResourcesResponse = z.infer<typeof resourcesResponseSchema>;

/** `GET v2/clusters/{id}/resources/{kind}/{namespace or _}/{name}` */
export const resourceResponseSchema = listedResourceSchema.extend({
  cluster: z.string(),
  kind: z.enum(RESOURCE_KINDS),
  uid: z.string(),
  resourceVersion: z.string(),
});
export type ResourceResponse = z.infer<typeof resourceResponseSchema>;
