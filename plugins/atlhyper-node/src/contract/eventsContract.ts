import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventFilter, EventStore } from '../stores';
import { NOW_MS, pusherOf, type OpenStore } from './StoreUnderTest';

function eventOf(
  uid: string,
  more: Partial<KubernetesEvent> = {},
): KubernetesEvent {
  return {
    ...{ uid, namespace: 'shop', type: 'Warning', reason: 'BackOff' },
    ...{ message: 'Back-off restarting', count: 1 },
    ...{ firstMs: NOW_MS - 10, lastMs: NOW_MS - 10 },
    object: { kind: 'pod', namespace: 'shop', name: 'api-1' },
    ...more,
  };
}

/** What every store of events keeps to. */
export function eventsContract(open: OpenStore<EventStore>): void {
  describe('a store of events', () => {
    async function openWith(...given: KubernetesEvent[]) {
      const opened = await open();
      const { store } = opened;
      const push = pusherOf(opened);
      const record = (...events: KubernetesEvent[]) =>
        push(unit => store.record(unit, events));
      await record(...given);
      const list = (filter: Partial<EventFilter> = {}) =>
        store.listEvents({
          ...{ access: 'all', clusterId: 'one', limit: 10, ...filter },
        });
      const uids = async (filter: Partial<EventFilter> = {}) =>
        (await list(filter)).map(one => one.uid);
      return { store, record, list, uids };
    }

    it('takes over Kubernetes’ own count, and never adds to it', async () => {
      const { record, list } = await openWith(eventOf('a', { count: 3 }));
      await record(eventOf('a', { count: 3 }));
      await record(eventOf('a', { count: 5, lastMs: NOW_MS - 5 }));
      // What is older, or was counted less at the same time, changes nothing.
      await record(eventOf('a', { count: 9, lastMs: NOW_MS - 6 }));
      await record(eventOf('a', { count: 4, lastMs: NOW_MS - 5 }));
      expect(await list()).toEqual([
        eventOf('a', { count: 5, lastMs: NOW_MS - 5 }),
      ]);
    });

    it('counts one from a clock that is ahead as of now', async () => {
      const { list } = await openWith(eventOf('a', { lastMs: NOW_MS + 9_999 }));
      expect((await list())[0].lastMs).toBe(NOW_MS);
    });

    it('lists those that happened last first, in pages', async () => {
      const { store, uids } = await openWith(
        eventOf('a', { lastMs: NOW_MS - 3 }),
        eventOf('b', { lastMs: NOW_MS - 1 }),
        eventOf('c', { lastMs: NOW_MS - 1 }),
      );
      expect(await uids()).toEqual(['c', 'b', 'a']);
      const next = await store.listEvents({
        ...{ access: 'all', clusterId: 'one', limit: 10 },
        after: { lastMs: NOW_MS - 1, uid: 'c' },
      });
      expect(next.map(one => one.uid)).toEqual(['b', 'a']);
    });

    it.each<[string, Partial<EventFilter>, string[]]>([
      ['a namespace', { namespace: 'shop' }, ['pod']],
      ['a kind', { kind: 'node' }, ['node']],
      ['a type', { type: 'Normal' }, ['node']],
      ['a text, whatever its case', { contains: 'BACK-OFF' }, ['pod']],
      ['a time', { fromMs: NOW_MS - 5 }, ['node']],
      ['a cluster', { clusterId: 'two' }, []],
      [
        'what a caller may see',
        { access: { field: 'namespace', values: ['shop'] } },
        ['pod'],
      ],
      [
        'all namespaces but one, to which what has none does not belong',
        { access: { not: { field: 'namespace', values: ['other'] } } },
        ['pod'],
      ],
    ])('is narrowed by %s', async (_, filter, expected) => {
      const { store, uids } = await openWith(
        eventOf('pod'),
        eventOf('node', {
          ...{ type: 'Normal', reason: 'Ready', message: 'is ready' },
          ...{ lastMs: NOW_MS - 1, object: { kind: 'node', name: 'n1' } },
        }),
      );
      expect(await uids(filter)).toEqual(expected);
      const asked = { access: 'all', clusterId: 'one', ...filter } as const;
      expect(await store.countEvents(asked)).toBe(expected.length);
    });

    it('removes what is old, and what is too many', async () => {
      const { store, uids } = await openWith(
        ...['a', 'b', 'c', 'd'].map((uid, i) =>
          eventOf(uid, { lastMs: NOW_MS - 40 + i * 10 }),
        ),
      );
      expect(await store.prune(NOW_MS - 39, 10)).toBe(1);
      expect(await uids()).toEqual(['d', 'c', 'b']);
      expect(await store.prune(0, 2)).toBe(1);
      expect(await uids()).toEqual(['d', 'c']);
    });
  });
}
