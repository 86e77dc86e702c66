import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
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
        logger: mockServices.logger.mock(),
      }),
    ).rejects.toThrow(/of 1 clusters could not be moved on/);
    const b = await knex('slo_total_states').where({ cluster_id: 'b' }).first();
    expect(Object.keys(JSON.parse(b.anchors_json))).toHaveLength(3);
  });

  it('sums anew what a replica of an earlier version added to, and says so once', async () => {
    const knex = await databases.init(id);
    const stack = await openStack(knex, { nowMs: NOW_MS });
    const agent = await StackAgent.open(stack);
    const logger = mockServices.logger.mock();
    const move = () =>
      moveTotals({
        stores: stack.stores,
        levels: stack.config.retention.levels,
        nowMs: stack.time.nowMs,
        logger,
      });
    const total = async () =>
      (await stack.slo.listDomains({ access: 'all', window: '30d' })).domains[0]
        .summary.total_requests;
    await agent.pushSlots(1, [
      slotAt(START_MS, [routeRow('a.example', '/', { 200: 5 })]),
    ]);
    // It registers clusters without totals, too.
    await knex('slo_total_states').delete();
    await move();
    expect(await knex('slo_total_states').select()).toHaveLength(1);
    await knex('slo_samples').update({ c2xx: 7 });
    expect(await total()).toBe(5);
    await move();
    expect(await total()).toBe(7);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    stack.time.nowMs += 10 * 60_000;
    await move();
    expect(await total()).toBe(7);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
