import { TestDatabases } from '@backstage/backend-test-utils';
import { routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { openStack, StackAgent } from '../__testUtils__/openStack';
import { moveTotals } from './moveTotals';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 7);
const START_MS = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS - SLOT_MS;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('moveTotals on %s', id => {
  it('moves the others on where one cluster fails, and says so', async () => {
    const knex = await databases.init(id);
    const stack = await openStack(knex, { nowMs: NOW_MS });
    for (const clusterId of ['a', 'b']) {
      const agent = await StackAgent.open(stack, { clusterId });
      await agent.pushSlots(1, [
        slotAt(START_MS, [routeRow('a.example', '/', { 200: 1 })]),
      ]);
    }
    await knex('slo_total_states')
      .where({ cluster_id: 'a' })
      .update({ anchors_json: 'no JSON' });
    await expect(
      moveTotals({
        stores: stack.stores,
        levels: stack.config.retention.levels,
        nowMs: NOW_MS,
      }),
    ).rejects.toThrow(/of 1 clusters could not be moved on/);
    const b = await knex('slo_total_states').where({ cluster_id: 'b' }).first();
    expect(Object.keys(JSON.parse(b.anchors_json))).toHaveLength(3);
  });
});
