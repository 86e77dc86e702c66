import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** What is told of a write, apart from how severe it is: all of ours let somebody write. */
type AuditedWrite = Omit<AuditorServiceCreateEventOptions, 'severityLevel'>;

/**
 * Runs an action under an audit event that tells who asked for it and how it ended. What is
 * refused within the action is told as well.
 */
export async function audited<T>(
  auditor: AuditorService,
  write: AuditedWrite,
  action: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    ...write,
    severityLevel: 'medium',
  });
  const result = await action().catch(async error => {
    await event.fail({ error: toError(error) as Error });
    throw error;
  });
  await event.success();
  return result;
}
