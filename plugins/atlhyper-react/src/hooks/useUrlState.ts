import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * One value of the page in its address, so that a link shows what its sender saw.
 *
 * A value that is not among `allowed` counts as the default, which is not written.
 */
export function useUrlState<T extends string>(
  name: string,
  options: {
    defaultValue: T;
    allowed?: readonly T[];
    /** A step that the browser's back button takes back. */
    isStep?: boolean;
  },
): [T, (value: T) => void] {
  const { defaultValue, allowed, isStep = false } = options;
  const [params, setParams] = useSearchParams();
  const given = params.get(name) as T | null;
  const value =
    given !== null && (!allowed || allowed.includes(given))
      ? given
      : defaultValue;
  const set = useCallback(
    (next: T) =>
      setParams(
        previous => {
          const changed = new URLSearchParams(previous);
          if (next === defaultValue) {
            changed.delete(name);
          } else {
            changed.set(name, next);
          }
          return changed;
        },
        { replace: !isStep },
      ),
    [setParams, name, defaultValue, isStep],
  );
  return [value, set];
}

/**
 * Changes several values of the address at once; `undefined` removes one. As a step, the browser's back
 * button takes it back.
 *
 * Setting them one by one with `useUrlState` would lose all but the last: each starts from the
 * address that was rendered.
 */
export function useSetUrlState(): (
  values: Record<string, string | undefined>,
  options?: { isStep?: boolean },
) => void {
  const [, setParams] = useSearchParams();
  return useCallback(
    (values, { isStep = false } = {}) =>
      setParams(
        previous => {
          const changed = new URLSearchParams(previous);
          for (const [name, value] of Object.entries(values)) {
            if (value === undefined) {
              changed.delete(name);
            } else {
              changed.set(name, value);
            }
          }
          return changed;
        },
        { replace: !isStep },
      ),
    [setParams],
  );
}
