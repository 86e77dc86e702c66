/**
 * Whether an error is the disk's: full, read-only, failing. It may pass, unlike a file that is no
 * database any more.
 */
export function isStorageError(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return (
    typeof code === 'string' &&
    /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|LOCKED|NOMEM)/.test(code)
  );
}
