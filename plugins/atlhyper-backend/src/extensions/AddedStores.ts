import { ConflictError, InputError } from '@backstage/errors';
import type {
  AtlhyperStoresExtensionPoint,
  ReplaceableStores,
} from '@atlhyper/backstage-plugin-atlhyper-node';

const NAMES = new Set<string>([
  'samples',
  'nodeHistory',
  'events',
] satisfies (keyof ReplaceableStores)[]);

/** Stores that modules brought in place of ours. */
export class AddedStores implements AtlhyperStoresExtensionPoint {
  readonly stores: Partial<ReplaceableStores> = {};

  setStore<K extends keyof ReplaceableStores>(
    name: K,
    store: ReplaceableStores[K],
  ): void {
    if (!NAMES.has(name)) {
      throw new InputError(`Store '${name}' cannot be replaced`);
    }
    if (this.stores[name]) {
      throw new ConflictError(`Store '${name}' is replaced already`);
    }
    this.stores[name] = store;
  }
}
