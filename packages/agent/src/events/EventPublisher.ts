import type { Pack, SendState, StateSection } from '../push/StateSection';
import type { EventBook } from './EventBook';

/**
 * Sends the events of a session: all that are known once, then those that are new or happened
 * again. The backend keeps one per UID, so that what is sent again replaces what it has.
 */
export class EventPublisher implements StateSection {
  readonly pace = 'promptly';
  private sentRevision = 0;

  constructor(private readonly book: EventBook) {}

  async publish(send: SendState, pack: Pack): Promise<void> {
    const changed = this.book.changedAfter(this.sentRevision);
    let sent = 0;
    for (const events of pack(changed.map(({ event }) => event))) {
      await send({ events });
      sent += events.length;
      this.sentRevision = changed[sent - 1].revision;
    }
  }
}
