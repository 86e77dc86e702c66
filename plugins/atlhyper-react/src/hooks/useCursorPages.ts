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
 * list that gave it and stands there with a mark of it, so another `question` begins with its first page,
 * also where the list was not shown meanwhile. Who came by a link to a page in the middle goes back to
 * the first.
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
  const before = isSame ? turned.before : [];
  const mark = markOf(question);
  const given = params.get(listParam(list, 'cursor'));
  const cursor = given?.startsWith(mark) ? given.slice(mark.length) : undefined;
  const page = cursor
    ? Math.max(2, Number(params.get(listParam(list, 'page'))) || 2)
    : 1;
  const go = (to: string | undefined, toPage: number) =>
    set({
      [listParam(list, 'cursor')]: to && `${mark}${to}`,
      [listParam(list, 'page')]: to && String(toPage),
    });
  const isStale = given !== null && cursor === undefined;
  useEffect(() => {
    if (isStale) go(undefined, 1);
  });
  return {
    cursor,
    page,
    turned: isSame ? turned.turned : undefined,
    next: to => {
      setTurned({ question, before: [...before, cursor], turned: 'next' });
      go(to, page + 1);
    },
    previous: cursor
      ? () => {
          const to = before.at(-1);
          const further = before.slice(0, -1);
          setTurned({ question, before: further, turned: 'previous' });
          go(to, to ? page - 1 : 1);
        }
      : undefined,
  };
}

/** FNV-1a, in the digits of an address. */
function markOf(question: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < question.length; i += 1) {
    hash = Math.imul(hash ^ question.charCodeAt(i), 0x01000193);
  }
  return `${(hash >>> 0).toString(36)}.`;
}
