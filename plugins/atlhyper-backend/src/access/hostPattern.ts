import type { HostPattern } from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Knex } from 'knex';

export {
  matchesHost,
  parseHostPattern,
  type HostPattern,
} from '@atlhyper/backstage-plugin-atlhyper-node';

/** Narrows to rows whose `column` is meant by one of the patterns; to none where there is none. */
export function whereHostMatches(
  query: Knex.QueryBuilder,
  column: string,
  patterns: readonly HostPattern[],
): void {
  if (patterns.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  query.where(any => {
    for (const pattern of patterns) {
      any.orWhere(one => whereHostIs(one, column, pattern));
    }
  });
}

/** Narrows to rows whose `column` is meant by the pattern. */
export function whereHostIs(
  query: Knex.QueryBuilder,
  column: string,
  pattern: HostPattern,
): void {
  if (pattern.kind === 'exact') {
    query.where(column, pattern.host);
  } else {
    const like = pattern.pattern
      .replace(/[\\%_]/g, c => `\\${c}`)
      .replace(/\*/g, '%');
    query.whereRaw('lower(??) like ? escape ?', [column, like, '\\']);
  }
}
