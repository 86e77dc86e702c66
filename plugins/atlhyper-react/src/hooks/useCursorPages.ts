import { useState } from 'react';

/** Where a reader is in a list that is given page by page. */
export type CursorPages = {
  /** Of the page that is shown; absent for the first. */
  cursor?: string;
  /** Counts from 1. */
  page: number;
  next(cursor: string): void;
  /** Absent on the first page. */
  previous?: () => void;
};

/**
 * Goes forth and back through pages. A cursor belongs to the list that gave it, so another
 * `question` begins with its first page.
 */
export function useCursorPages(question: string): CursorPages {
  const [state, setState] = useState<{ question: string; cursors: string[] }>();
  const cursors = state?.question === question ? state.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: cursor => setState({ question, cursors: [...cursors, cursor] }),
    previous:
      cursors.length > 0
        ? () => setState({ question, cursors: cursors.slice(0, -1) })
        : undefined,
  };
}
