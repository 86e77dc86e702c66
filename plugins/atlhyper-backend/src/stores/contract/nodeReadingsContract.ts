import type { StoredReading } from '../NodeReadingStore';
import type { Stores } from '../Stores';
import { ContractAgent, NOW_MS, type OpenStores } from './ContractStores';

function readingOf(
  atMs: number,
  cpuUsedFraction: number,
  kind: StoredReading['kind'] = 'snapshot',
): StoredReading {
  return {
    ...{ node: 'n1', kind },
    reading: { fromMs: atMs, atMs, cpuUsedFraction },
  };
}

/** What every store of what was measured of nodes lately keeps to. */
export function nodeReadingsContract(
  open: OpenStores<Pick<Stores, 'ledger' | 'nodeReadings'>>,
): void {
  describe('a store of readings', () => {
    async function openWith(...readings: StoredReading[]) {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      const put = (...more: StoredReading[]) =>
        agent.push(unit => stores.nodeReadings.put(unit, more));
      await put(...readings);
      const span = { fromMs: NOW_MS - 60_000, toMs: NOW_MS };
      const read = async (more: Partial<typeof span> = {}) =>
        (await stores.nodeReadings.read({ ...span, ...more })).map(one => [
          `${one.clusterId} ${one.node} ${one.kind}`,
          one.reading.atMs - NOW_MS,
          one.reading.cpuUsedFraction,
        ]);
      return { stores, put, read };
    }

    it('reads a span in its order, without its end', async () => {
      const { read } = await openWith(
        ...[-1, -30, -60_000, -60_001, 0].map(ms => readingOf(NOW_MS + ms, 1)),
      );
      expect((await read()).map(one => one[1])).toEqual([-60_000, -30, -1]);
    });

    it('keeps one of each node, kind and time, so that a push may come twice', async () => {
      const { put, read } = await openWith(
        readingOf(NOW_MS - 5, 0.5),
        readingOf(NOW_MS - 5, 0.7, 'slot'),
      );
      await put(readingOf(NOW_MS - 5, 0.6));
      expect((await read()).sort()).toEqual([
        ['one n1 slot', -5, 0.7],
        ['one n1 snapshot', -5, 0.6],
      ]);
    });

    it('counts one from a clock that is ahead as of now', async () => {
      const { read } = await openWith(readingOf(NOW_MS + 9_999, 1));
      expect(await read({ toMs: NOW_MS + 1 })).toEqual([
        ['one n1 snapshot', 0, 1],
      ]);
    });

    it('removes what ended before', async () => {
      const { stores, read } = await openWith(
        readingOf(NOW_MS - 6, 1),
        readingOf(NOW_MS - 5, 1),
      );
      expect(await stores.nodeReadings.prune(NOW_MS - 5)).toBe(1);
      expect(await read()).toHaveLength(1);
    });
  });
}
