import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { EventStore } from './EventStore';
import type { NodeHistoryStore } from './NodeHistoryStore';
import type { SampleStore } from './SampleStore';

export * from './PushUnit';
export * from './EventStore';
export * from './NodeHistoryStore';
export * from './SampleStore';

/**
 * Stores that may be elsewhere than in the plugin's database: what grows with time and is not read
 * together with anything else.
 */
export type ReplaceableStores = {
  samples: SampleStore;
  nodeHistory: NodeHistoryStore;
  events: EventStore;
};

/** Takes stores of others, in place of those in the plugin's database. */
export interface AtlhyperStoresExtensionPoint {
  /**
   * Puts a store in place of ours; what ours holds stays there and is not read any more. It must keep
   * to its contract, which `./testUtils` exports.
   *
   * @throws ConflictError if another module has set it
   */
  setStore<K extends keyof ReplaceableStores>(
    name: K,
    store: ReplaceableStores[K],
  ): void;
}

/** Where modules bring stores. */
export const atlhyperStoresExtensionPoint =
  createExtensionPoint<AtlhyperStoresExtensionPoint>({ id: 'atlhyper.stores' });
