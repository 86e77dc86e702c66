import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import { packItems } from '../push/packItems';
import type { EventBook } from './EventBook';

/**
 * Sends the events of a session: all that are known once, then those that are new or happened
 * again. The backend keeps one per UID, so that what is sent again replaces what it has.
 */
export class EventPublisher {
  private sentRevision = 0;

  constructor(private readonly book: EventBook) {}

  /** @throws what `send` throws; what was not answered is sent again next time */
  async publish(
    send: (events: KubernetesEvent[]) => Promise<unknown>,
  ): Promise<void> {
    const changed = this.book.changedAfter(this.sentRevision);
    let sent = 0;
    for (const events of packItems(changed.map(({ event }) => event))) {
      await send(events);
      sent += events.length;
      this.sentRevision = changed[sent - 1].revision;
    }
  }
}
