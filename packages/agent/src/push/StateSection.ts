import type { PushResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StateChanges } from './Session';

/** Cuts a list into pieces that each fit a request; see `packItems`. */
export type Pack = <T>(
  items: Iterable<T>,
  onTooLarge?: (item: T) => void,
) => T[][];

export type SendState = (changes: StateChanges) => Promise<PushResponse>;

/** One section of the latest state, as long as a session lasts. */
export interface StateSection {
  /**
   * Looked at in every round, not just when the state is due: `always`, or `promptly` unless the
   * last round failed.
   */
  readonly pace?: 'always' | 'promptly';
  /**
   * Sends what changed since the last time.
   *
   * @throws what `send` throws; what was not answered is sent again next time
   */
  publish(send: SendState, pack: Pack): Promise<void>;
  /** The backend's copy differs: everything is sent anew. */
  reset?(): void;
}
