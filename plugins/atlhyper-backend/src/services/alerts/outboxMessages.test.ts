import type { Alert, AlertChange } from '@atlhyper/core';
import {
  ALERT_TOPIC,
  EVERYBODY,
  NODE_ALERT_TOPIC,
  isReceiverTopic,
  outboxMessages,
  receiverTopic,
} from './outboxMessages';

function alert(more: Partial<Alert> = {}): Alert {
  const { firedMs, resolvedMs } = { firedMs: 20, ...more };
  return {
    ...{ id: 'a1', rule: 'cpuUsedFraction', severity: 'critical', sinceMs: 10 },
    scope: 'prod/_/node/worker-1',
    entity: 'prod/_/node/worker-1',
    variants: [
      {
        ...{ id: 'v1', variant: 'critical', severity: 'critical' },
        ...{ unit: 'fraction', sinceMs: 10, measuredMs: 20 },
        ...{ firedMs, resolvedMs, current: { value: 1, threshold: 0.9 } },
      },
    ],
    ...{ firedMs },
    ...more,
  };
}

const changeOf = (kind: AlertChange['kind'], atMs: number, of: Alert) => ({
  ...{ kind, atMs, alert: of },
});

function messagesOf(
  round: { before?: Alert[]; after: Alert; changes: AlertChange[] },
  hearers: Partial<typeof EVERYBODY> = {},
) {
  const { before = [], after, changes } = round;
  const isOver = after.resolvedMs !== undefined;
  return outboxMessages(
    before,
    {
      active: isOver ? [] : [after],
      resolved: isOver ? [after] : [],
      ...{ droppedIds: [], changes },
    },
    { ...EVERYBODY, ...hearers, titles: new Map() },
  );
}

const shortly = (messages: ReturnType<typeof messagesOf>) =>
  messages.map(({ topic, subject, atMs, payload }) => ({
    ...{ topic, subject, atMs },
    id: (payload as { id: string }).id,
  }));

describe('outboxMessages', () => {
  const fired = alert();
  const over = alert({ resolvedMs: 30 });

  it('tells of what fired on the topic of all alerts and on that of its kind', () => {
    const round = { after: fired, changes: [changeOf('fired', 20, fired)] };
    expect(shortly(messagesOf(round))).toEqual([
      {
        ...{ topic: ALERT_TOPIC, subject: `${ALERT_TOPIC} a1`, atMs: 20 },
        id: 'a1 fired 20',
      },
      {
        topic: NODE_ALERT_TOPIC,
        ...{ subject: `${NODE_ALERT_TOPIC} v1`, atMs: 20, id: 'v1 fired' },
      },
    ]);
  });

  it('tells once of each end, and of one that fired and ended in one round both, in order', () => {
    const changes = [changeOf('resolved', 30, over)];
    const ended = { before: [fired], after: over, changes };
    expect(shortly(messagesOf(ended)).map(one => one.id)).toEqual([
      'a1 resolved 30',
      'v1 resolved',
    ]);
    const both = {
      after: over,
      changes: [changeOf('fired', 20, fired), ...changes],
    };
    expect(shortly(messagesOf(both)).map(one => one.id)).toEqual([
      'a1 fired 20',
      'v1 fired',
      'a1 resolved 30',
      'v1 resolved',
    ]);
    const told = { before: [over], after: over, changes: [] };
    expect(messagesOf(told)).toEqual([]);
  });

  it('tells receivers each by itself, also of what is not published', () => {
    const round = { after: fired, changes: [changeOf('fired', 20, fired)] };
    const hearers = {
      receiverIds: ['pager', 'chat'],
      isPublished: () => false,
    };
    expect(shortly(messagesOf(round, hearers)).map(one => one.topic)).toEqual([
      receiverTopic('pager'),
      receiverTopic('chat'),
    ]);
  });

  it('knows the topics of receivers', () => {
    expect(isReceiverTopic(receiverTopic('pager'))).toBe(true);
    expect(isReceiverTopic(ALERT_TOPIC)).toBe(false);
  });
});
