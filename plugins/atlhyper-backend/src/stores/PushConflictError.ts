import { ConflictError } from '@backstage/errors';
import { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PushEntry } from './Ledger';

export type PushConflictCode =
  (typeof PUSH_CONFLICTS)[keyof typeof PUSH_CONFLICTS];

/** A refused push that the agent tells apart by `code`, which travels in the error body. */
export class PushConflictError extends ConflictError {
  constructor(readonly code: PushConflictCode, message: string) {
    super(message);
  }
}

/** Of a session that is not the newest of its role, or that was never opened in this database. */
export function refusedSession(
  { epoch, role, clusterId }: PushEntry,
  newestEpoch: number | undefined,
): PushConflictError {
  return newestEpoch === undefined || newestEpoch < epoch
    ? new PushConflictError(
        PUSH_CONFLICTS.unknown,
        `Session ${epoch} of role '${role}' was never opened for cluster '${clusterId}'`,
      )
    : new PushConflictError(
        PUSH_CONFLICTS.fenced,
        `Session ${epoch} of role '${role}' is not the newest of cluster '${clusterId}'`,
      );
}
