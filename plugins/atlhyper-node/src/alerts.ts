import type {
  AlertEvent,
  AlertRecord,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/** Somebody who is told what becomes of alerts. */
export type AlertReceiver = {
  /** Letters, digits and hyphens; what waits to be told is kept under it, so it stays the same. */
  id: string;
  /**
   * Takes one change. What it rejects is told again, after longer and longer, for a day; so is what
   * takes longer than 30 s, when `signal` aborts. After a crash a change may come twice, with the
   * same `id`. Those of one alert come in the order in which they happened.
   */
  receive: (
    event: AlertEvent,
    options: { signal: AbortSignal },
  ) => Promise<void>;
};

/** Takes who is told of alerts, and which are for all to hear. */
export interface AtlhyperAlertsExtensionPoint {
  /**
   * Adds a receiver of every change, on one replica at a time. One that fails or hangs holds up
   * nobody else.
   *
   * @throws ConflictError if its id is taken
   * @throws InputError if its id is none
   */
  addReceiver(receiver: AlertReceiver): void;

  /**
   * Says which alerts are published on the topics of the events service; without it all are. An alert
   * is kept, listed and told to receivers all the same. One of which it cannot say is published.
   *
   * @throws ConflictError if another module has set it
   */
  setPublishPolicy(isPublished: (alert: AlertRecord) => boolean): void;
}

/** Where modules hear of alerts. */
export const atlhyperAlertsExtensionPoint =
  createExtensionPoint<AtlhyperAlertsExtensionPoint>({ id: 'atlhyper.alerts' });
