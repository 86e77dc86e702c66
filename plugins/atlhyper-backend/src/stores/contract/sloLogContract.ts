import type { SloSubject } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access } from '../../access/access';
import type { JudgedStatus } from '../SloLogStore';
import type { Stores } from '../Stores';
import { NOW_MS, type OpenStores } from './ContractStores';

const API: SloSubject = {
  ...{ kind: 'service', cluster: 'one', namespace: 'shop', service: 'api' },
} as const;
const CALL: SloSubject = {
  ...API,
  kind: 'edge',
  source: { namespace: 'front', kind: 'deployment', workload: 'web' },
};
const DOMAIN: SloSubject = { kind: 'domain', domain: 'a.example' };

function statusOf(
  subject: SloSubject,
  status: JudgedStatus['status'] = 'healthy',
  clusters = ['one'],
): JudgedStatus {
  return { subject, window: '1d', clusters, status, reasons: [] };
}

/** What every store of statuses keeps to. */
export function sloLogContract(open: OpenStores<Pick<Stores, 'sloLog'>>): void {
  describe('a store of statuses', () => {
    async function openWith(...statuses: JudgedStatus[]) {
      const { sloLog: store } = await open();
      await store.saveStatuses(statuses, { atMs: NOW_MS });
      const list = async (access: {
        domains?: Access<'domain'>;
        services?: Access<'service'>;
      }) => {
        const { items } = await store.listChanges({
          ...{ domains: 'none', services: 'none', limit: 10, ...access },
        });
        return items.map(one => one.subject.kind).sort();
      };
      return { store, list };
    }

    it('keeps what changed, and begins with the first', async () => {
      const { store } = await openWith(statusOf(DOMAIN));
      const again = statusOf(DOMAIN);
      await store.saveStatuses([again], { atMs: NOW_MS + 1 });
      const worse = statusOf(DOMAIN, 'critical');
      await store.saveStatuses([worse], { atMs: NOW_MS + 2 });
      const all = { domains: 'all', services: 'all', limit: 10 } as const;
      const { items } = await store.listChanges(all);
      expect(items.map(({ atMs, from, to }) => [atMs, from, to])).toEqual([
        [NOW_MS + 2, 'healthy', 'critical'],
        [NOW_MS, undefined, 'healthy'],
      ]);
      const [now] = (await store.readStatuses('1d')).values();
      expect(now).toEqual({ status: 'critical', sinceMs: NOW_MS + 2 });
      expect(await store.prune(NOW_MS + 2)).toBe(1);
    });

    it('asks of a call about both of its ends, and of a service about its own', async () => {
      const { list } = await openWith(statusOf(API), statusOf(CALL));
      const only = (...values: string[]) =>
        ({ field: 'namespace', values } as const);
      expect(await list({ services: only('front') })).toEqual(['edge']);
      expect(await list({ services: { not: only('front') } })).toEqual([
        'service',
      ]);
      expect(await list({ services: { not: only('shop') } })).toEqual([]);
      expect(await list({ services: only('shop') })).toHaveLength(2);
    });

    it('shows what was judged over several clusters to who may see all', async () => {
      const { list } = await openWith(
        statusOf(DOMAIN, 'healthy', ['one', 'two']),
      );
      const domains = { field: 'cluster', values: ['one', 'two'] } as const;
      expect(await list({ domains })).toEqual([]);
      expect(await list({ domains: 'all' })).toEqual(['domain']);
    });
  });
}
