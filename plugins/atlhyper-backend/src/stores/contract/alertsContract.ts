import { toEntityKey, type Alert, type Entity } from '@atlhyper/core';
import type { Access } from '../../access/access';
import type { AlertAccess, AlertFilter } from '../AlertStore';
import type { Stores } from '../Stores';
import { NOW_MS, type OpenStores } from './ContractStores';

const ALL: AlertAccess = {
  domains: 'all',
  services: 'all',
  nodes: 'all',
  objects: 'all',
  clusters: 'all',
};

const API: Entity = {
  kind: 'service',
  clusterId: 'one',
  namespace: 'shop',
  name: 'api',
};
const CALL: Entity = {
  kind: 'edge',
  clusterId: 'one',
  source: { namespace: 'front', kind: 'deployment', name: 'web' },
  destination: { namespace: 'shop', kind: 'service', name: 'api' },
};
const DOMAIN: Entity = { kind: 'domain', host: 'a.example' };

/** Clusters that its figures were of when it fired, and are of now. */
type Clusters = { atFiring: string[]; current: string[] };

function alertOf(
  id: string,
  entity: Entity,
  more: Partial<Alert> & { clusters?: Clusters } = {},
): Alert {
  const { clusters, ...rest } = more;
  const key = toEntityKey(entity);
  const measureOf = (ids?: string[]) => ({
    value: 1,
    evidence: ids && { clusters: ids },
  });
  return {
    ...{ id, rule: 'burn_rate', scope: key, entity: key },
    ...{ severity: 'critical', sinceMs: NOW_MS, firedMs: NOW_MS },
    variants: [
      {
        ...{ id: `${id}-1`, variant: '1d', severity: 'critical' },
        ...{ unit: 'burn_rate', sinceMs: NOW_MS, measuredMs: NOW_MS },
        firedMs: NOW_MS,
        current: measureOf(clusters?.current),
        atFiring: measureOf(clusters?.atFiring),
      },
    ],
    ...rest,
  };
}

/** What every store of alerts keeps to. */
export function alertsContract(open: OpenStores<Pick<Stores, 'alerts'>>): void {
  describe('a store of alerts', () => {
    async function openWith(...alerts: Alert[]) {
      const { alerts: store } = await open();
      const save = (...changed: Alert[]) =>
        store.saveRound({ alerts: changed, droppedIds: [], messages: [] });
      await save(...alerts);
      const list = async (query: AlertFilter = {}, access: object = ALL) => {
        const visible = { ...ALL, ...access };
        const page = await store.listAlerts({
          ...{ ...query, access: visible, limit: 100 },
        });
        return page.items.map(one => one.id);
      };
      return { store, save, list };
    }

    const not = (field: string, ...values: string[]) =>
      ({ not: { field, values } } as Access<any>);
    const only = (field: string, ...values: string[]) =>
      ({ field, values } as Access<any>);

    it('gives back what was kept, the elder first', async () => {
      const pending = alertOf('a', API, {
        ...{ firedMs: undefined, part: 'x', sinceMs: NOW_MS - 1 },
      });
      const firing = alertOf('b', DOMAIN);
      const { store } = await openWith(firing, pending);
      expect(await store.listActive({})).toEqual([pending, firing]);
      expect(await store.listActive({ entities: [firing.entity] })).toEqual([
        firing,
      ]);
      expect(await store.listActive({ realm: 'node' })).toEqual([]);
    });

    it('replaces what is known, and drops what never fired', async () => {
      const a = alertOf('a', API);
      const { store, save } = await openWith(a, alertOf('b', DOMAIN));
      const resolved = { ...a, resolvedMs: NOW_MS + 5 };
      await save(resolved);
      await store.saveRound({ alerts: [], droppedIds: ['b'], messages: [] });
      expect(await store.listActive({})).toEqual([]);
      const resolvedSinceMs = NOW_MS + 5;
      expect(await store.listActive({ resolvedSinceMs })).toEqual([resolved]);
      expect(await store.prune(NOW_MS + 5)).toBe(0);
      expect(await store.prune(NOW_MS + 6)).toBe(1);
    });

    it('lists what fired, newest first, in pages that neither lose nor repeat one', async () => {
      const { store, list } = await openWith(
        alertOf('a', API, { firedMs: NOW_MS - 5 }),
        alertOf('b', API),
        alertOf('c', API),
        alertOf('d', API, { firedMs: undefined }),
      );
      expect(await list()).toEqual(['c', 'b', 'a']);
      const page = { access: ALL, limit: 2 };
      const first = await store.listAlerts(page);
      const { nextCursor: cursor } = first;
      const next = await store.listAlerts({ ...page, cursor });
      const ids = [...first.items, ...next.items].map(one => one.id);
      expect(ids).toEqual(['c', 'b', 'a']);
      expect(next.nextCursor).toBeUndefined();
    });

    it('asks of a call about both of its ends, and of a service about its own', async () => {
      const { list } = await openWith(
        alertOf('call', CALL),
        alertOf('service', API),
      );
      const seen = (services: Access<any>) => list({}, { services });
      expect(await seen(only('namespace', 'front'))).toEqual(['call']);
      expect(await seen(not('namespace', 'front'))).toEqual(['service']);
      expect(await seen(only('namespace', 'shop'))).toEqual([
        'service',
        'call',
      ]);
      expect(await seen(not('namespace', 'shop'))).toEqual([]);
      expect(await seen(not('namespace', 'other'))).toHaveLength(2);
    });

    it('shows figures over all clusters to who may see every cluster that they are of', async () => {
      const one = { atFiring: ['one'], current: ['one'] };
      const alert = alertOf('a', DOMAIN, { clusters: one });
      const { save, list } = await openWith(alert);
      const seen = (...ids: string[]) =>
        list({}, { domains: only('cluster', ...ids) });
      expect(await seen('one')).toEqual(['a']);
      expect(await list({ clusterId: 'one' })).toEqual(['a']);
      // Its requests have moved; it still shows what it fired for.
      const moved = { atFiring: ['one'], current: ['two'] };
      await save(alertOf('a', DOMAIN, { clusters: moved }));
      expect([await seen('one'), await seen('two')]).toEqual([[], []]);
      expect(await list()).toEqual(['a']);
      // Nothing is left of the first.
      const left = { atFiring: ['two'], current: ['two'] };
      await save(alertOf('a', DOMAIN, { clusters: left }));
      expect([await seen('one'), await seen('two')]).toEqual([[], ['a']]);
    });
  });
}
