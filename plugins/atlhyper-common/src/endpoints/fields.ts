import { parseQuantity } from '@atlhyper/core';
import { z } from 'zod';
import { clusterIdSchema, nameSchema, timeMsSchema } from '../wire/primitives';
import { edgeKeySchema, routeKeySchema } from '../wire/routes';
import { sloViewSchema, sloWindowSchema } from '../api/sloTargets';

/** Items of a page where none is asked for, and at most, of lists that are judged as a whole. */
export const MAX_PAGE_SIZE = 1_000;

/** A cluster in an address. */
export const clusterParams = z.object({
  cluster: clusterIdSchema.describe('Id of the cluster'),
});

export const cluster = clusterIdSchema.optional();

/** A text, such as a name; spaces around it mean nothing. */
export const text = z.string().trim().max(253).optional();

/** A page of a list: at most so many, from where the page before ended. */
export function page(most: number) {
  return {
    limit: z.number().int().min(1).max(most).optional(),
    cursor: z
      .string()
      .max(4096)
      .optional()
      .describe("'nextCursor' of the page before"),
  };
}

export const fromMs = timeMsSchema.optional().describe('Not before');

export const window = sloWindowSchema.default('1d');

export const view = sloViewSchema
  .default('1d')
  .describe('own: each in the window that a target was set for');

/** A share, 0 or more: pods without a limit on the node's CPU may use more than they were given. */
export const fraction = z.number().min(0).max(1_000).optional();

/** A Kubernetes quantity in cores or bytes; read as its number. */
export const quantity = z
  .string()
  .max(64)
  .transform((given, context) => {
    const value = parseQuantity(given.trim());
    if (value === undefined) {
      context.addIssue({
        code: 'custom',
        message:
          'must be a number or a Kubernetes quantity, such as 0.5, 500m or 2Gi',
      });
      return z.NEVER;
    }
    return value;
  })
  .optional();

export const labelSelector = z
  .string()
  .max(4096)
  .optional()
  .describe('As kubectl takes it: app=web,tier!=cache');

/** `namespace/name` or `cluster/namespace/name`, as the annotation `atlhyper.io/services` names a service. */
export const serviceText = z
  .string()
  .trim()
  .regex(
    /^([^/,]+\/)?[^/,]+\/[^/,]+$/,
    'must be namespace/name or cluster/namespace/name',
  )
  .transform(given => {
    const [name, namespace, clusterId] = given.split('/').reverse();
    return { clusterId, namespace, name };
  });

/** Services; each is looked up for itself. */
export const services = z.array(serviceText).max(50).optional();

/** One route of a domain; what else tells routes apart means nothing without the path. */
export const routeQuery = {
  path: routeKeySchema.shape.path.optional(),
  path_match: routeKeySchema.shape.pathMatch.default('prefix'),
  condition: routeKeySchema.shape.condition,
};

/** Whether a query for a route is one. */
export const needsPath = [
  (query: { path?: string; condition?: string }) =>
    query.path !== undefined || query.condition === undefined,
  { message: "needs 'path'", path: ['condition'] as PropertyKey[] },
] as const;

const source = edgeKeySchema.shape.source;

/** A workload that calls: `namespace/kind/workload`; none of the three may hold a slash. */
export const sourceText = z
  .string()
  .regex(/^[^/]+\/[a-z]+\/[^/]+$/, 'must be namespace/kind/workload')
  .transform(given => {
    const [namespace, kind, workload] = given.split('/');
    return { namespace, kind, workload };
  })
  .optional();

/** A workload as `source` of a query takes it. */
export function formatSource(given: z.output<typeof source>): string {
  return `${given.namespace}/${given.kind}/${given.workload}`;
}

/** Which history: that of the window, or of the one before it. */
export const period = z.enum(['current', 'previous']).default('current');

/** A namespace in an address; `_` where there is none. */
export const namespaceOrNone = nameSchema
  .describe("'_' for what belongs to the cluster")
  .transform(given => (given === '_' ? undefined : given));
