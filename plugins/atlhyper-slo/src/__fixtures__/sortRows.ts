import type {
  SloFigures,
  SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { WORST_FIRST } from '../model/worstFirst';

/** A column and a direction. */
type Sort = { by: string; descending: boolean };

/** What can be sorted: a row of the list of domains or of services. */
export type SortableRow = SloJudgement & {
  name: string;
  namespace?: string;
  figures: SloFigures;
  mtls?: number;
  no_response?: number;
};

/**
 * Rows in order of a column, those of equal value by name. Rows without data come last whichever
 * way the others run; a quantile past the last bucket bound is slower than any that is known.
 */
export function sortRows<R extends SortableRow>(
  rows: readonly R[],
  { by, descending }: Sort,
): R[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [valueOf(a, by), valueOf(b, by)];
    const byName = a.name.localeCompare(b.name);
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined) || byName;
    }
    const order =
      typeof left === 'string' || typeof right === 'string'
        ? String(left).localeCompare(String(right))
        : Math.sign(left - right);
    return sign * order || byName;
  });
}

function valueOf(
  row: SortableRow,
  by: string,
): string | number | undefined {
  const { figures } = row;
  switch (by) {
    case 'status':
      return WORST_FIRST.indexOf(row.status);
    case 'name':
      return row.name;
    case 'namespace':
      return row.namespace;
    case 'availability':
      return figures.availability;
    case 'p50':
    case 'p95':
    case 'p99': {
      const quantile = figures.latency?.[by];
      // Beyond every bound, but in the order of these.
      return quantile && (quantile.valueMs ?? 1e12 + quantile.lowerMs);
    }
    case 'rate':
      return figures.total_requests > 0 ? figures.requests_per_sec : undefined;
    case 'mtls':
      return row.mtls;
    case 'no_response':
      return row.no_response;
    case 'budget':
      return row.error_budget_remaining;
    default:
      return row.target.availability;
  }
}
