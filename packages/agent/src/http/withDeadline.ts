/**
 * Does some work with a signal that aborts when `parent` does, or after `timeoutMs`.
 *
 * `AbortSignal.any` would do, but a parent that lives as long as the process then remembers every
 * signal ever made of it (Node.js keeps a weak reference to each, for good): some hundred bytes per
 * request, which is a leak in an agent that sends several a second.
 */
export async function withDeadline<T>(
  parent: AbortSignal,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', follow);
  }
}
