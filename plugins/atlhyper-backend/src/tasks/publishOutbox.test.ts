import { mockServices } from '@backstage/backend-test-utils';
import type { AlertStore } from '../stores/AlertStore';
import { publishOutbox } from './publishOutbox';

describe('publishOutbox', () => {
  it('tells nothing of an alert before what happened to it earlier', async () => {
    const messageOf = (id: number, alert: string, kind: string) => ({
      id,
      topic: 'atlhyper.alert',
      atMs: id,
      payload: { kind, alert: { id: alert } },
    });
    let unsent = [
      messageOf(1, 'a', 'fired'),
      messageOf(2, 'b', 'fired'),
      messageOf(3, 'a', 'resolved'),
    ];
    const store: Pick<AlertStore, 'listUnsent' | 'removeSent'> = {
      listUnsent: async () => unsent,
      removeSent: async ids => {
        unsent = unsent.filter(one => !ids.includes(one.id));
      },
    };
    let refused = 1;
    const published: string[] = [];
    const events = mockServices.events.mock({
      publish: async ({ eventPayload }) => {
        const { kind, alert } = eventPayload as any;
        if (alert.id === 'a' && refused-- > 0) throw new Error('bus is full');
        published.push(`${alert.id} ${kind}`);
      },
    });
    const logger = mockServices.logger.mock();
    const run = (nowMs: number) =>
      publishOutbox({ store: store as AlertStore, events, logger, nowMs });
    await run(10);
    expect(published).toEqual(['b fired']);
    await run(20);
    expect(published).toEqual(['b fired', 'a fired', 'a resolved']);
    expect(unsent).toEqual([]);
    // What cannot be told for a day holds up nothing for longer.
    unsent = [messageOf(4, 'a', 'fired'), messageOf(5, 'a', 'resolved')];
    refused = 1;
    await run(86_400_006);
    expect(published.slice(3)).toEqual(['a resolved']);
    expect(unsent).toEqual([]);
  });
});
