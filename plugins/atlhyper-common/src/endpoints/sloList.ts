import { z } from 'zod';
import { sloStatusSchema } from '../api/slo';
import { MAX_PAGE_SIZE, page, text } from './fields';

/** Rows of a page of a list of SLOs, where none is asked for. */
export const DEFAULT_SLO_ROWS = 25;

/** Routes or callers in a row of such a list, where none is asked for. */
export const DEFAULT_SLO_PARTS = 8;

/** What domains can be sorted by. */
export const DOMAIN_SORTS = [
  'status',
  'name',
  'availability',
  'p50',
  'p95',
  'p99',
  'rate',
  'budget',
  'target',
] as const;

/** What services can be sorted by. */
export const SERVICE_SORTS = [
  ...DOMAIN_SORTS,
  'namespace',
  'mtls',
  'no_response',
] as const;
export type SloSort = (typeof SERVICE_SORTS)[number];

/** What orders and narrows a list of SLOs, and which page of it is asked for. */
export function sloListQuery<const S extends SloSort>(sorts: readonly S[]) {
  return {
    sort: z
      .enum(sorts.flatMap(sort => [sort, `-${sort}` as const]))
      .optional()
      .describe(
        'status where absent: the worst first, then the least budget left; with - the other way round',
      ),
    search: text.describe('Part of a name, or of that of a route or caller'),
    status: z.array(sloStatusSchema).optional(),
    parts: z
      .number()
      .int()
      .min(0)
      .max(MAX_PAGE_SIZE)
      .optional()
      .describe(
        `Routes or callers in each row, the worst; ${DEFAULT_SLO_PARTS} where absent`,
      ),
    ...page(MAX_PAGE_SIZE),
  };
}

/** The same as it was parsed. */
export type SloListQuery = {
  /** A column, with `-` in front the other way round. */
  sort?: SloSort | `-${SloSort}`;
  search?: string;
  status?: z.output<typeof sloStatusSchema>[];
  parts?: number;
  limit?: number;
  cursor?: string;
};
