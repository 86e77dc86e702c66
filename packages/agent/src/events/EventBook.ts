import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { KubeObject } from '../kubernetes/KubeObject';
import type { ObjectList, ObjectSink } from '../kubernetes/ObjectSink';
import { trimEvent } from './trimEvent';

/** An event and the place of its last change among the changes of all. */
export type BookedEvent = { event: KubernetesEvent; revision: number };

/** A cluster in trouble writes more events than anybody reads: the newest are kept. */
const MAX_EVENTS = 20_000;

/**
 * The events that the cluster remembers, one per UID with Kubernetes' own count.
 *
 * Kubernetes forgets an event after an hour and so do we; that is no change to tell anybody. Every
 * other change gets a revision, so that whoever sends them on needs to remember one number.
 */
export class EventBook implements ObjectSink {
  /** By UID, in the order of their revisions. */
  private readonly booked = new Map<string, BookedEvent>();
  private revision = 0;

  constructor(private readonly maxEvents = MAX_EVENTS) {}

  get size(): number {
    return this.booked.size;
  }

  openList(): ObjectList {
    let listed = new Map<string, KubernetesEvent>();
    return {
      add: object => {
        const event = trimEvent(object);
        if (!event) return;
        listed.set(event.uid, event);
        // A list may be far longer than what is kept of it.
        if (listed.size >= 2 * this.maxEvents) listed = this.newestOf(listed);
      },
      complete: () => {
        const newest = this.newestOf(listed);
        for (const uid of this.booked.keys()) {
          if (!newest.has(uid)) this.booked.delete(uid);
        }
        for (const event of newest.values()) this.book(event);
      },
    };
  }

  upsert(object: KubeObject): void {
    const event = trimEvent(object);
    if (event) this.book(event);
    else this.remove(object);
  }

  remove(object: KubeObject): void {
    this.booked.delete(object.metadata.uid);
  }

  /** What is new or changed after a revision, in the order of the changes. */
  changedAfter(revision: number): BookedEvent[] {
    return [...this.booked.values()].filter(b => b.revision > revision);
  }

  private book(event: KubernetesEvent): void {
    const known = this.booked.get(event.uid);
    if (known && JSON.stringify(known.event) === JSON.stringify(event)) return;
    this.revision += 1;
    // Set anew it goes to the end.
    this.booked.delete(event.uid);
    this.booked.set(event.uid, { event, revision: this.revision });
    if (this.booked.size > this.maxEvents) {
      const [oldest] = this.booked.keys();
      this.booked.delete(oldest);
    }
  }

  /** As many as are kept, the oldest first. */
  private newestOf(
    events: ReadonlyMap<string, KubernetesEvent>,
  ): Map<string, KubernetesEvent> {
    return new Map(
      [...events]
        .sort(([, a], [, b]) => a.lastMs - b.lastMs)
        .slice(-this.maxEvents),
    );
  }
}
