import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '../stores/knex/openDatabase';
import type { Outbox } from '../stores/Outbox';
import type { AlertStore } from '../stores/AlertStore';
import { publishOutbox } from './publishOutbox';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(databases.eachSupportedId())('publishOutbox on %s', id => {
  let alerts: AlertStore;
  let outbox: Outbox;
  let published: string[];
  /** Alerts whose events are refused. */
  let refused: Set<string>;
  /** Alerts whose events somebody takes and never answers for. */
  let hanging: Set<string>;
  let attempts = 0;
  const logger = mockServices.logger.mock();
  const events = mockServices.events.mock({
    publish: async ({ eventPayload }) => {
      const { kind, alert } = eventPayload as any;
      attempts += 1;
      if (refused.has(alert.id)) throw new Error('bus is full');
      if (hanging.has(alert.id)) await new Promise(() => {});
      published.push(`${alert.id} ${kind}`);
    },
  });

  beforeEach(async () => {
    const knex = await databases.init(id);
    const { stores } = await openDatabase(mockServices.database({ knex }));
    ({ alerts, outbox } = stores);
    published = [];
    refused = new Set();
    hanging = new Set();
    attempts = 0;
    logger.info.mockClear();
  });

  const add = (...told: [alert: string, kind: string][]) =>
    alerts.saveRound({
      alerts: [],
      droppedIds: [],
      messages: told.map(([alert, kind], i) => ({
        topic: 'atlhyper.alert',
        subject: alert,
        atMs: i,
        payload: { kind, alert: { id: alert } },
      })),
    });
  const run = (nowMs: number) =>
    publishOutbox({ outbox, events, logger, nowMs, patienceMs: 50 });

  it('tells nothing of an alert before what happened to it earlier', async () => {
    await add(['a', 'fired'], ['b', 'fired'], ['a', 'resolved']);
    refused.add('a');
    await run(10);
    expect(published).toEqual(['b fired']);
    // It waits, and what comes after it of its alert with it.
    refused.clear();
    await add(['a', 'fired anew']);
    await run(20 * SECOND_MS);
    expect(published).toEqual(['b fired']);
    await run(31 * SECOND_MS);
    expect(published.slice(1)).toEqual([
      'a fired',
      'a resolved',
      'a fired anew',
    ]);
    // Each was logged once, however often it was tried.
    expect(logger.info).toHaveBeenCalledTimes(4);
  });

  it('goes past any number of those that cannot be told', async () => {
    const stuck = Array.from({ length: 2_500 }, (_, i) => `stuck-${i}`);
    await add(...stuck.map((alert): [string, string] => [alert, 'fired']), [
      'last',
      'fired',
    ]);
    stuck.forEach(alert => refused.add(alert));
    await run(0);
    expect(published).toEqual(['last fired']);
  });

  it('asks less and less often for what cannot be told', async () => {
    await add(['a', 'fired']);
    refused.add('a');
    for (let nowMs = 0; nowMs < 12 * HOUR_MS; nowMs += 30 * SECOND_MS) {
      await run(nowMs);
    }
    // 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 min, then every half hour of the 12.
    expect(attempts).toBe(7 + 22);
  });

  it('waits for no subscriber that never answers', async () => {
    await add(['a', 'fired'], ['b', 'fired']);
    hanging.add('a');
    await run(0);
    expect(published).toEqual(['b fired']);
    hanging.clear();
    await run(31 * SECOND_MS);
    expect(published).toEqual(['b fired', 'a fired']);
  });

  it('gives up after a day, and tells what comes after it', async () => {
    await add(['a', 'fired'], ['a', 'resolved']);
    refused.add('a');
    await run(DAY_MS);
    refused.clear();
    expect(await outbox.listDue({ nowMs: 9 * DAY_MS, limit: 9 })).toHaveLength(
      2,
    );
    events.publish.mockRejectedValueOnce(new Error('bus is full'));
    await run(DAY_MS + HOUR_MS);
    expect(published).toEqual(['a resolved']);
    expect(await outbox.listDue({ nowMs: 9 * DAY_MS, limit: 9 })).toEqual([]);
  });
});
