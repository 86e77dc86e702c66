import type {
  LatencyQuantile,
  SloFigures,
  SloJudgement,
  SloListQuery,
  SloSort,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { compareStatuses } from '@atlhyper/core';

/** What a row of a list of SLOs is sorted by. */
export type SortableRow = {
  /** The last word, where all else is equal. */
  key: string;
  name: string;
  namespace?: string;
  judged: Pick<SloJudgement, 'status' | 'error_budget_remaining' | 'target'>;
  figures: SloFigures;
  mtls?: number;
  no_response?: number;
};

/**
 * Rows in order of a column; of equal status by the least budget left, of equal value by key. Rows
 * without data come last whichever way the others run; a quantile past the last bucket bound is slower
 * than any that is known.
 */
export function sortRows<R extends SortableRow>(
  rows: readonly R[],
  sort: NonNullable<SloListQuery['sort']>,
): R[] {
  const sign = sort.startsWith('-') ? -1 : 1;
  const by = sort.replace(/^-/, '') as SloSort;
  const valued = rows.map(row => ({ row, value: valueOf(row, by) }));
  return valued
    .sort(
      (a, b) =>
        compareValues(a.value, b.value, sign) ||
        (by === 'status' ? compareBudgets(a.row, b.row) : 0) ||
        compareValues(a.row.key, b.row.key, 1),
    )
    .map(({ row }) => row);
}

type Value = string | number | undefined;

function compareValues(a: Value, b: Value, sign: 1 | -1): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  if (a === b) {
    return 0;
  }
  return a < b ? -sign : sign;
}

function compareBudgets(a: SortableRow, b: SortableRow): number {
  return compareValues(valueOf(a, 'budget'), valueOf(b, 'budget'), 1);
}

function valueOf(row: SortableRow, by: SloSort): Value {
  const { figures, judged } = row;
  switch (by) {
    case 'status':
      return compareStatuses('critical', judged.status);
    case 'name':
      return row.name;
    case 'namespace':
      return row.namespace;
    case 'availability':
      return figures.availability;
    case 'p50':
    case 'p95':
    case 'p99':
      return quantileValue(figures.latency?.[by]);
    case 'rate':
      return figures.total_requests > 0 ? figures.requests_per_sec : undefined;
    case 'mtls':
      return row.mtls;
    case 'no_response':
      return row.no_response;
    case 'budget':
      return judged.error_budget_remaining;
    default:
      return judged.target.availability;
  }
}

/** Beyond every bound, but in the order of these. */
function quantileValue(quantile?: LatencyQuantile): number | undefined {
  return quantile && (quantile.valueMs ?? 1e12 + quantile.lowerMs);
}
