import { useEffect } from 'react';

/**
 * What the browser's tab is called while a page is shown: what it is about first, since a tab shows
 * little. Nothing changes until all parts are known.
 */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const title = parts.includes(undefined) ? undefined : parts.join(' · ');
  useEffect(() => {
    if (title === undefined) return undefined;
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}
