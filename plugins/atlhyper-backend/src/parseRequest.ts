import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** Problems that one answer names. */
const MAX_ISSUES = 5;

/** A problem may name what was sent, which may be long. */
const MAX_ISSUE_LENGTH = 400;

/**
 * The body as its schema gives it.
 *
 * @throws InputError that names the path and the broken rule of the first few problems
 */
export function parseRequest<S extends z.ZodType>(
  schema: S,
  body: unknown,
  /** Where the body lies within the request. */
  path: readonly PropertyKey[] = [],
): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const { issues } = result.error;
  const named = issues
    .slice(0, MAX_ISSUES)
    .map(issue =>
      `'${formatPath([...path, ...issue.path])}': ${issue.message}`.slice(
        0,
        MAX_ISSUE_LENGTH,
      ),
    );
  const more =
    issues.length > MAX_ISSUES ? ` and ${issues.length - MAX_ISSUES} more` : '';
  throw new InputError(`Invalid request: ${named.join('; ')}${more}`);
}

/** `slots[0].requests[2].codes` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => {
      if (typeof part === 'number') {
        return `[${part}]`;
      }
      return i === 0 ? String(part) : `.${String(part)}`;
    })
    .join('');
}
