import { useState } from 'react';

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
 * Goes forth and back through pages. A cursor belongs to the list that gave it, so another
 * `question` begins with its first page.
 */
export function useCursorPages(question: string): CursorPages {
  const [state, setState] = useState<
    Pick<CursorPages, 'turned'> & { question: string; cursors: string[] }
  >();
  const current = state?.question === question ? state : undefined;
  const cursors = current?.cursors ?? [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    turned: current?.turned,
    next: cursor =>
      setState({ question, cursors: [...cursors, cursor], turned: 'next' }),
    previous:
      cursors.length > 0
        ? () =>
            setState({
              question,
              cursors: cursors.slice(0, -1),
              turned: 'previous',
            })
        : undefined,
  };
}
