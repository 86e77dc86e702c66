import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { listParam } from './useListState';
import { useSetUrlState } from './useUrlState';

/** Where a reader is in a list that is given page by page. */
export type CursorPages = {
  /** Of the page that is shown; absent for the first. */
  cursor?: string;
  /** Counts from 1. */
  page: number;
  /** How the reader came here; absent before a page was turned. */
  turned?: 'next' | 'previous';
  next(cursor: string): void;
  /** Absent on the first page. */
  previous?: () => void;
};

/**
 * Goes forth and back through pages of a list, and keeps the page in the address. A cursor belongs to the
 * list that gave it, so another `question` begins with its first page. Who came by a link to a page in
 * the middle goes back to the first.
 */
export function useCursorPages(question: string, list = ''): CursorPages {
  const [params] = useSearchParams();
  const set = useSetUrlState();
  const [turned, setTurned] = useState<
    Pick<CursorPages, 'turned'> & {
      question: string;
      /** Cursors of the pages before the one shown. */
      before: (string | undefined)[];
    }
  >({ question, before: [] });
  const isSame = turned.question === question;
  const given = params.get(listParam(list, 'cursor')) ?? undefined;
  const cursor = isSame ? given : undefined;
  const page = cursor
    ? Math.max(2, Number(params.get(listParam(list, 'page'))) || 2)
    : 1;
  const go = (to: string | undefined, toPage: number) =>
    set({
      [listParam(list, 'cursor')]: to,
      [listParam(list, 'page')]: to && String(toPage),
    });
  const isStale = !isSame && given !== undefined;
  useEffect(() => {
    if (isStale) go(undefined, 1);
  });
  return {
    cursor,
    page,
    turned: isSame ? turned.turned : undefined,
    next: to => {
      const before = isSame ? turned.before : [];
      setTurned({ question, before: [...before, cursor], turned: 'next' });
      go(to, page + 1);
    },
    previous: cursor
      ? () => {
          const before = turned.before.slice(0, -1);
          setTurned({ question, before, turned: 'previous' });
          const to = turned.before.at(-1);
          go(to, to ? page - 1 : 1);
        }
      : undefined,
  };
}
