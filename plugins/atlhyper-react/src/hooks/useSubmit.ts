import { useCallback, useState } from 'react';

/** What the backend gave as reason, which says more than the status of its answer. */
function toReadable(error: unknown): Error {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Error && cause.message) {
    return cause;
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Runs what a reader asked to be changed: one at a time, with the reason where it failed. */
export function useSubmit() {
  const [state, setState] = useState<{ busy: boolean; error?: Error }>({
    busy: false,
  });
  const submit = useCallback(async (action: () => Promise<void>) => {
    setState({ busy: true });
    try {
      await action();
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error: toReadable(error) });
    }
  }, []);
  return { ...state, submit };
}
