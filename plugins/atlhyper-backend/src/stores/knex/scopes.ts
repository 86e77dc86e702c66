import type {
  DomainScope,
  DomainSelector,
  SeriesName,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Knex } from 'knex';
import { whereAllowed, type Access } from '../../access/access';
import { whereHostIs } from '../../access/hostPattern';
import {
  inChunks,
  matchesAny,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';

const NAME_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'series_key', type: 'text' },
];

/** Rows of a table with the keys of series, within what the caller may see. */
export async function selectNamed<TRow>(
  knex: Knex,
  table: string,
  names: readonly SeriesName[],
  access: Access<'domain'>,
): Promise<TRow[]> {
  const keys = names.map(name => ({
    cluster_id: name.clusterId,
    series_key: name.seriesKey,
  }));
  const found = await inChunks(keys, ROWS_PER_STATEMENT, chunk => {
    const query = knex(table).whereRaw(matchesAny(knex, NAME_COLUMNS, chunk));
    whereAllowed(query, access, { cluster: 'cluster_id', host: 'host' });
    return query.select<TRow[]>();
  });
  return found.flat() as TRow[];
}

/** Narrows to rows of hosts within a scope. */
export function whereInScope(
  query: Knex.QueryBuilder,
  scope: DomainScope,
): void {
  whereAllowed(query, scope.access, { cluster: 'cluster_id', host: 'host' });
  if (scope.clusterId !== undefined) {
    query.where('cluster_id', scope.clusterId);
  }
  if (scope.selectors) {
    whereSelected(query, scope.selectors);
  }
}

function whereSelected(
  query: Knex.QueryBuilder,
  selectors: readonly DomainSelector[],
): void {
  if (selectors.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  query.where(any => {
    for (const selector of selectors) {
      any.orWhere(one => {
        whereHostIs(one, 'host', selector.host);
        whereAtOrBelow(one, selector.path);
      });
    }
  });
}

/** `/api` means `/api` and `/api/…`, not `/apiary`. */
function whereAtOrBelow(query: Knex.QueryBuilder, path?: string): void {
  if (path === undefined || path === '/') {
    return;
  }
  const base = path.replace(/\/+$/, '');
  query.where(inner =>
    inner
      .whereIn('path', [base, `${base}/`])
      .orWhereRaw('substr(path, 1, ?) = ?', [base.length + 1, `${base}/`]),
  );
}
