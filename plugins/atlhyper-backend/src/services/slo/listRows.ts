import {
  DEFAULT_SLO_PARTS,
  DEFAULT_SLO_ROWS,
  type SloJudgement,
  type SloListQuery,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { JudgedPart } from './judgedThing';
import { compareJudgements } from './ownView';
import { pageOf, type rowsCursor } from './pageOf';
import { sortRows, type SortableRow } from './sortRows';

/** A domain or service that was judged, and is written out only if it comes on the page. */
export type ListRow<T> = SortableRow & {
  judged: SloJudgement;
  /** What a search finds it by, where that is more than its name. */
  fullName?: string;
  /** Routes or callers. */
  parts: readonly Pick<JudgedPart<unknown>, 'names' | 'judgement'>[];
  /** With these of its parts. */
  write: (parts: readonly number[]) => T;
};

/**
 * The page of a list that was asked for.
 *
 * @throws InputError for a cursor that is none of this list in this order
 */
export function listRows<T>(
  all: readonly ListRow<T>[],
  query: SloListQuery,
  codec: ReturnType<typeof rowsCursor>,
): { total: number; items: T[]; nextCursor?: string } {
  const { sort = 'status', limit = DEFAULT_SLO_ROWS, cursor } = query;
  const found = all.filter(row => isListed(row, query));
  const { rows, nextCursor } = pageOf(
    { all, listed: sortRows(found, sort) },
    { limit, cursor, codec, order: sort },
  );
  return {
    total: found.length,
    items: rows.map(row => row.write(chooseParts(row, query))),
    nextCursor,
  };
}

function isListed<T>(row: ListRow<T>, { search, status }: SloListQuery) {
  return (
    (!status || status.includes(row.judged.status)) &&
    (!search ||
      isFound([row.fullName ?? row.name], search) ||
      row.parts.some(({ names }) => isFound(names, search)))
  );
}

/** Those that a search found, then the worst; in the order that they have. */
function chooseParts<T>(row: ListRow<T>, query: SloListQuery): number[] {
  const { parts: most = DEFAULT_SLO_PARTS, search } = query;
  const rank = (i: number) =>
    Number(Boolean(search) && isFound(row.parts[i].names, search!));
  return row.parts
    .map((_, i) => i)
    .sort(
      (a, b) =>
        rank(b) - rank(a) ||
        compareJudgements(row.parts[a].judgement, row.parts[b].judgement),
    )
    .slice(0, most)
    .sort((a, b) => a - b);
}

function isFound(names: readonly string[], search: string): boolean {
  const text = search.trim().toLowerCase();
  return names.some(name => name.toLowerCase().includes(text));
}
