import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AlertReceiver } from '@atlhyper/backstage-plugin-atlhyper-node';
import { receiverTopic } from '../services/alerts/outboxMessages';
import { openDatabase } from '../stores/knex/openDatabase';
import type { Stores } from '../stores/Stores';
import { publishOutbox } from './publishOutbox';
import { tellReceiver } from './tellReceiver';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const HOUR_MS = 3_600_000;

describe.each(databases.eachSupportedId())('a receiver on %s', id => {
  let stores: Stores;
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    const knex = await databases.init(id);
    ({ stores } = await openDatabase(mockServices.database({ knex })));
    jest.clearAllMocks();
  });

  const add = (receiver: string, ...changes: [alert: string, kind: string][]) =>
    stores.alerts.saveRound({
      alerts: [],
      droppedIds: [],
      messages: changes.map(([alert, kind]) => ({
        topic: receiverTopic(receiver),
        subject: `${receiver} ${alert}`,
        atMs: 0,
        payload: { id: `${alert} ${kind}`, kind },
      })),
    });
  const tell = (receiver: AlertReceiver, nowMs = 0, longestMs?: number) =>
    tellReceiver({
      ...{ receiver, outbox: stores.outbox, logger, nowMs, longestMs },
      signal: new AbortController().signal,
    });
  const listener = (receiverId: string, refused = new Set<string>()) => {
    const heard: string[] = [];
    const receiver: AlertReceiver = {
      id: receiverId,
      receive: async event => {
        if (refused.has(event.id)) throw new Error('is down');
        heard.push(event.id);
      },
    };
    return { heard, receiver };
  };

  it('hears its own changes, once each, those of an alert in their order', async () => {
    await add('a', ['1', 'fired'], ['2', 'fired'], ['1', 'resolved']);
    await add('b', ['1', 'fired']);
    const { heard, receiver } = listener('a');
    await tell(receiver);
    await tell(receiver);
    expect([...heard].sort()).toEqual(['1 fired', '1 resolved', '2 fired']);
    expect(heard.indexOf('1 fired')).toBeLessThan(heard.indexOf('1 resolved'));
  });

  it('is told again what it rejected, and holds up no other and no topic', async () => {
    await add('a', ['1', 'fired'], ['1', 'resolved'], ['2', 'fired']);
    await add('b', ['1', 'fired']);
    const refused = new Set(['1 fired']);
    const a = listener('a', refused);
    const b = listener('b');
    await tell(a.receiver);
    expect(a.heard).toEqual(['2 fired']);
    expect(logger.warn.mock.calls[0][0]).toBe(
      "Receiver 'a' could not be told of 1 changes of alerts yet",
    );
    const events = mockServices.events.mock();
    await publishOutbox({
      ...{ outbox: stores.outbox, events, receiverIds: ['a', 'b'] },
      ...{ logger, nowMs: 0 },
    });
    expect(events.publish).not.toHaveBeenCalled();
    await tell(b.receiver);
    expect(b.heard).toEqual(['1 fired']);
    refused.clear();
    // Not before its time.
    await tell(a.receiver, 29_999);
    expect(a.heard).toEqual(['2 fired']);
    await tell(a.receiver, 30_000);
    expect(a.heard.slice(1)).toEqual(['1 fired', '1 resolved']);
  });

  it('that never answers is left, and asked again later', async () => {
    await add('a', ['1', 'fired']);
    let aborted = false;
    const hanging: AlertReceiver = {
      id: 'a',
      receive: (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    };
    await tell(hanging, 0, 1);
    expect(aborted).toBe(true);
    const { heard, receiver } = listener('a');
    await tell(receiver, 30_000);
    expect(heard).toEqual(['1 fired']);
  });

  it('whose module is gone has its changes kept for a day', async () => {
    await add('gone', ['1', 'fired']);
    const events = mockServices.events.mock();
    const publish = (nowMs: number) =>
      publishOutbox({ outbox: stores.outbox, events, logger, nowMs });
    await publish(0);
    expect(events.publish).not.toHaveBeenCalled();
    const { heard, receiver } = listener('gone');
    await tell(receiver, HOUR_MS);
    expect(heard).toEqual(['1 fired']);
    await add('gone', ['2', 'fired']);
    await publish(25 * HOUR_MS);
    await tell(receiver, 26 * HOUR_MS);
    expect(heard).toEqual(['1 fired']);
    expect(events.publish).not.toHaveBeenCalled();
  });
});
