import type { Stores } from '../Stores';
import { NOW_MS, type OpenStores } from './ContractStores';

/** What every outbox keeps to. */
export function outboxContract(
  open: OpenStores<Pick<Stores, 'alerts' | 'outbox'>>,
): void {
  describe('an outbox', () => {
    async function openWith(...subjects: string[]) {
      const { alerts, outbox } = await open();
      await alerts.saveRound({
        alerts: [],
        droppedIds: [],
        messages: subjects.map((subject, i) => ({
          ...{ topic: 'topic', subject, atMs: NOW_MS },
          payload: { i },
        })),
      });
      const due = async (nowMs = NOW_MS, limit = 10) =>
        (await outbox.listDue({ nowMs, limit })).map(
          one => (one.payload as { i: number }).i,
        );
      return { outbox, due };
    }

    it('gives what is due in its order, until it is removed', async () => {
      const { outbox, due } = await openWith('a', 'b', 'a');
      expect(await due()).toEqual([0, 1, 2]);
      expect(await due(NOW_MS, 2)).toEqual([0, 1]);
      const [first] = await outbox.listDue({ nowMs: NOW_MS, limit: 1 });
      expect(first).toMatchObject({
        ...{ topic: 'topic', subject: 'a', atMs: NOW_MS, failures: 0 },
      });
      await outbox.remove([first.id]);
      expect(await due()).toEqual([1, 2]);
    });

    it('holds back what waits, and what comes after it of its subject alone', async () => {
      const { outbox, due } = await openWith('a', 'b', 'b', 'a', 'c', 'b');
      const [, , second] = await outbox.listDue({ nowMs: NOW_MS, limit: 3 });
      const retryMs = NOW_MS + 10;
      await outbox.postpone([{ id: second.id, retryMs }]);
      expect(await due()).toEqual([0, 1, 3, 4]);
      expect(await due(NOW_MS + 9)).toEqual([0, 1, 3, 4]);
      expect(await due(NOW_MS + 10)).toEqual([0, 1, 2, 3, 4, 5]);
      const [, , again] = await outbox.listDue({ nowMs: retryMs, limit: 3 });
      expect(again.failures).toBe(1);
    });
  });
}
