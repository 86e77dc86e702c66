/** What the work gives, unless the signal ends the waiting: the work itself may not know signals. */
export function abortable<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work
      .finally(() => signal.removeEventListener('abort', abort))
      .then(resolve, reject);
  });
}
