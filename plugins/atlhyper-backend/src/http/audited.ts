import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/**
 * Runs an action under an audit event that tells who asked for it and how it ended. What is
 * refused within the action is told as well.
 */
export async function audited<T>(
  auditor: AuditorService,
  options: AuditorServiceCreateEventOptions,
  action: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent(options);
  try {
    const result = await action();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({ error: toError(error) as Error });
    throw error;
  }
}
