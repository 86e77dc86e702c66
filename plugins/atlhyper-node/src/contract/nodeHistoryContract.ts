import type { NodeHistoryStore, NodeSample, PushUnit } from '../stores';
import { NOW_MS, pusherOf, type OpenStore } from './StoreUnderTest';

const LEVEL_MS = 300_000;
const START_MS = NOW_MS - LEVEL_MS;
const RANGE = { levelMs: LEVEL_MS, fromMs: START_MS, toMs: NOW_MS };
const N1 = { clusterId: 'one', node: 'n1' };

function sampleOf(
  metrics: NodeSample['metrics'],
  startMs = START_MS,
): NodeSample {
  return { node: 'n1', levelMs: LEVEL_MS, startMs, metrics };
}

/** What every store of figures of nodes keeps to. */
export function nodeHistoryContract(open: OpenStore<NodeHistoryStore>): void {
  describe('a store of figures of nodes', () => {
    async function openWith(...samples: NodeSample[]) {
      const opened = await open();
      const { store } = opened;
      const push = pusherOf(opened);
      for (const sample of samples) {
        await push(unit => store.add(unit, [sample]));
      }
      return store;
    }

    it('counts a part once, however often it is told after a crash', async () => {
      const opened = await open();
      const { store } = opened;
      const push = pusherOf(opened);
      const sample = sampleOf({ load1: { sum: 6, count: 2, max: 4 } });
      const crash = async (unit: PushUnit) => {
        await store.add(unit, [sample]);
        throw new Error('crash');
      };
      const again = (unit: PushUnit) => store.add(unit, [sample]);
      await expect(push(crash, { sequence: 1 })).rejects.toThrow('crash');
      await push(again, { sequence: 1 });
      await push(again, { sequence: 1 });
      await push(
        unit =>
          store.add(unit, [sampleOf({ load1: { sum: 9, count: 1, max: 9 } })]),
        { sequence: 2 },
      );
      // (6 + 9) / (2 + 1); twice the part would make it (12 + 9) / 5.
      expect(await store.readHistory(N1, RANGE)).toEqual([
        { startMs: START_MS, metrics: { load1: { avg: 5, max: 9 } } },
      ]);
    });

    it('averages by the number of samples, and keeps the maximum', async () => {
      const store = await openWith(
        sampleOf({ load1: { sum: 6, count: 6, max: 3 } }),
        sampleOf({ load1: { sum: 10, count: 4, max: 7 } }),
      );
      expect(await store.readHistory(N1, RANGE)).toEqual([
        { startMs: START_MS, metrics: { load1: { avg: 1.6, max: 7 } } },
      ]);
    });

    it('has no figure where there is no sample', async () => {
      const store = await openWith(
        sampleOf({ memoryUsedFraction: { sum: 1, count: 2, max: 0.6 } }),
      );
      expect(await store.readUsed(N1, RANGE)).toEqual([
        { startMs: START_MS, memory: 0.5, disk: undefined },
      ]);
      const other = { clusterId: 'two', node: 'n1' };
      expect(await store.readHistory(other, RANGE)).toEqual([]);
    });

    it('averages every file system by the hour', async () => {
      const levelMs = 3_600_000;
      const hourly = (mount: string, sum: number, count: number) => ({
        ...sampleOf({ load1: { sum: 1, count: 1, max: 1 } }),
        levelMs,
        filesystems: { [mount]: { sum, count, max: sum } },
      });
      const store = await openWith(
        hourly('/', 1, 4),
        hourly('/', 0.5, 2),
        hourly('/var', 0.9, 1),
      );
      const [used] = await store.readUsed(N1, { ...RANGE, levelMs });
      expect(used.filesystems).toEqual({ '/': 0.25, '/var': 0.9 });
    });

    it('reads a range in its order, without its end', async () => {
      const load = { load1: { sum: 1, count: 1, max: 1 } };
      const store = await openWith(
        sampleOf(load, NOW_MS),
        sampleOf(load, START_MS),
        sampleOf(load, START_MS - LEVEL_MS),
      );
      const range = { ...RANGE, fromMs: START_MS - LEVEL_MS };
      const found = await store.readHistory(N1, range);
      expect(found.map(one => one.startMs)).toEqual([
        START_MS - LEVEL_MS,
        START_MS,
      ]);
    });

    it('removes what is older than its level is kept', async () => {
      const load = { load1: { sum: 1, count: 1, max: 1 } };
      const store = await openWith(
        sampleOf(load, START_MS - LEVEL_MS),
        sampleOf(load),
      );
      const levels = [{ levelMs: LEVEL_MS, keepMs: LEVEL_MS }];
      expect(await store.prune({ levels, nowMs: NOW_MS })).toBe(1);
      expect(await store.readHistory(N1, RANGE)).toHaveLength(1);
    });
  });
}
