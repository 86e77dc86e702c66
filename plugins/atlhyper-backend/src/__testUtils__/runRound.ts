import type {
  NodeAlertRecord,
  SloAlert,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NODE_ALERT_TOPIC,
  SLO_ALERT_TOPIC,
} from '../services/alerts/outboxMessages';
import type { Stack } from './openStack';

type Told<T> = { id: string; kind: 'fired' | 'resolved'; alert: T };

/** One round of judging; gives what is to be told of it on a topic, and takes it out of the outbox. */
async function runRound<T>(stack: Stack, topic: string): Promise<Told<T>[]> {
  await stack.monitor.run();
  const { outbox } = stack.stores;
  const { nowMs } = stack.time;
  const unsent = await outbox.listDue({ nowMs, limit: 10_000 });
  await outbox.remove(unsent.map(one => one.id));
  return unsent
    .filter(one => one.topic === topic)
    .map(one => one.payload as Told<T>);
}

export const runSloRound = (stack: Stack) =>
  runRound<SloAlert>(stack, SLO_ALERT_TOPIC);

export const runNodeRound = (stack: Stack) =>
  runRound<NodeAlertRecord>(stack, NODE_ALERT_TOPIC);
