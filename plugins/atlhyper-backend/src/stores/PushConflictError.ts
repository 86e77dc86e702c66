import { ConflictError } from '@backstage/errors';
import type { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';

export type PushConflictCode =
  (typeof PUSH_CONFLICTS)[keyof typeof PUSH_CONFLICTS];

/** A refused push that the agent tells apart by `code`, which travels in the error body. */
export class PushConflictError extends ConflictError {
  constructor(readonly code: PushConflictCode, message: string) {
    super(message);
  }
}
