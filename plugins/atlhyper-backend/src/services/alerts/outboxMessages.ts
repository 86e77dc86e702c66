import type {
  AlertEvent,
  AlertRecord,
  NodeAlertRecord,
  SloAlert,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Alert, SettledAlerts } from '@atlhyper/core';
import type { OutboxMessage } from '../../stores/Outbox';
import type { RuleSet } from './RuleSet';
import { toAlertRecord, toNodeAlerts, toSloAlerts } from './alertViews';

/** Topic of the events service that all alerts are published on. */
export const ALERT_TOPIC = 'atlhyper.alert';

/** Topics of each rule of an SLO and each limit of a node by itself, as they have always been. */
export const SLO_ALERT_TOPIC = 'atlhyper.slo-alert';
export const NODE_ALERT_TOPIC = 'atlhyper.node-alert';

const RECEIVER_PREFIX = 'receiver/';

/** What is to be told to one receiver alone. */
export function receiverTopic(id: string): string {
  return RECEIVER_PREFIX + id;
}

export function isReceiverTopic(topic: string): boolean {
  return topic.startsWith(RECEIVER_PREFIX);
}

/** Who is told of alerts. */
export type AlertHearers = {
  /** Told of every change, each by itself. */
  receiverIds: readonly string[];
  /** Whether an alert is told on the topics. */
  isPublished: (alert: AlertRecord) => boolean;
};

export const EVERYBODY: AlertHearers = {
  receiverIds: [],
  isPublished: () => true,
};

type Single = SloAlert | NodeAlertRecord;

/** Everything that is to be told of a round, in the order in which it happened. */
export function outboxMessages(
  before: readonly Alert[],
  settled: SettledAlerts,
  options: AlertHearers & { titles: RuleSet['titles'] },
): OutboxMessage[] {
  const { receiverIds, titles } = options;
  const isPublished = (alert: Alert) =>
    options.isPublished(toAlertRecord(alert, titles));
  const told = settled.changes.flatMap(({ kind, atMs, alert }) => {
    const id = `${alert.id} ${kind} ${atMs}`;
    const record = toAlertRecord(alert, titles);
    const payload: AlertEvent = { id, kind, atMs, alert: record };
    const topics = [
      ...(options.isPublished(record) ? [ALERT_TOPIC] : []),
      ...receiverIds.map(receiverTopic),
    ];
    return topics.map(topic => ({ ...addressOf(topic, alert), atMs, payload }));
  });
  const after = [...settled.active, ...settled.resolved].filter(isPublished);
  const singles = [
    ...singleChanges(SLO_ALERT_TOPIC, before, after, slosOf),
    ...singleChanges(NODE_ALERT_TOPIC, before, after, toNodeAlerts),
  ];
  return [...told, ...singles].sort((a, b) => a.atMs - b.atMs);
}

function addressOf(topic: string, { id }: { id: string }) {
  return { topic, subject: `${topic} ${id}` };
}

function slosOf(alert: Alert): SloAlert[] {
  return toSloAlerts(alert).map(one => one.alert);
}

function singleChanges(
  topic: string,
  before: readonly Alert[],
  after: readonly Alert[],
  singlesOf: (alert: Alert) => Single[],
): OutboxMessage[] {
  const known = new Map(
    before.flatMap(singlesOf).map(one => [one.id, one] as const),
  );
  return after.flatMap(singlesOf).flatMap(alert => {
    const past = known.get(alert.id);
    const message = (kind: 'fired' | 'resolved', atMs: number) => ({
      ...addressOf(topic, alert),
      atMs,
      payload: { id: `${alert.id} ${kind}`, kind, alert },
    });
    const { firedMs, resolvedMs } = alert;
    return [
      ...(past ? [] : [message('fired', firedMs)]),
      ...(resolvedMs !== undefined && past?.resolvedMs === undefined
        ? [message('resolved', resolvedMs)]
        : []),
    ];
  });
}
