import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AlertReceiver,
  AtlhyperAlertsExtensionPoint,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { AlertHearers } from '../services/alerts/outboxMessages';

/** Who is told of alerts beside the events service, and what that is told. */
export class AddedHearers implements AtlhyperAlertsExtensionPoint {
  readonly receivers: AlertReceiver[] = [];
  private policy?: (alert: AlertRecord) => boolean;

  addReceiver(receiver: AlertReceiver): void {
    const { id } = receiver;
    if (!/^[A-Za-z0-9-]{1,63}$/.test(id)) {
      throw new InputError(
        `Receiver '${id}' must have an id of letters, digits and hyphens`,
      );
    }
    if (this.receivers.some(one => one.id === id)) {
      throw new ConflictError(`There is a receiver '${id}' already`);
    }
    this.receivers.push(receiver);
  }

  setPublishPolicy(isPublished: (alert: AlertRecord) => boolean): void {
    if (this.policy) {
      throw new ConflictError('There is a policy of what is published already');
    }
    this.policy = isPublished;
  }

  join(logger: LoggerService): AlertHearers {
    return {
      receiverIds: this.receivers.map(one => one.id),
      isPublished: alert => {
        try {
          return this.policy?.(alert) !== false;
        } catch (error) {
          logger.error(
            `The policy fails for alert '${alert.id}', which is published`,
            error as Error,
          );
          return true;
        }
      },
    };
  }
}
