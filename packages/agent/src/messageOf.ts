/** What an error says, with the cause that Node's fetch hides behind "fetch failed". */
export function messageOf(error: unknown): string {
  const message = ownMessage(error);
  const cause = ownMessage((error as { cause?: unknown } | undefined)?.cause);
  return [message, cause].filter(Boolean).join(': ') || String(error);
}

function ownMessage(error: unknown): string | undefined {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : undefined;
}
