import {
  kubernetesEventSchema,
  MAX_EVENT_MESSAGE,
  type KubernetesEvent,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asNumber,
  asObject,
  asText,
  asTimeMs,
  createdMsOf,
  type Json,
  type KubeObject,
} from '../kubernetes/KubeObject';

const MAX_REASON = 256;
const MAX_TYPE = 64;

/**
 * What is kept of an event; `undefined` for one that says nothing of any object.
 *
 * The core group also serves what was written as `events.k8s.io`. There a repeated event has a
 * `series`, which then holds the count and the last time, and `eventTime` instead of the two
 * timestamps (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/).
 */
export function trimEvent(event: KubeObject): KubernetesEvent | undefined {
  const about = asObject(event.involvedObject);
  const source = asObject(event.source);
  const kept = {
    uid: event.metadata.uid,
    namespace: event.metadata.namespace,
    type: cut(event.type, MAX_TYPE) || 'Normal',
    reason: cut(event.reason, MAX_REASON),
    message: cut(event.message, MAX_EVENT_MESSAGE),
    object: {
      kind: asText(about.kind)?.toLowerCase(),
      namespace: asText(about.namespace) || undefined,
      name: asText(about.name),
      uid: asText(about.uid) || undefined,
    },
    reporter:
      asText(source.component) || asText(event.reportingComponent) || undefined,
    node: asText(source.host) || undefined,
    ...timesOf(event),
  };
  // Whoever may create events writes into them what they like; one refused would hold up the rest.
  const parsed = kubernetesEventSchema.safeParse(kept);
  return parsed.success ? parsed.data : undefined;
}

function timesOf(
  event: KubeObject,
): Partial<Pick<KubernetesEvent, 'count' | 'firstMs' | 'lastMs'>> {
  const series = asObject(event.series);
  const firstMs =
    asTimeMs(event.firstTimestamp) ??
    asTimeMs(event.eventTime) ??
    createdMsOf(event);
  const lastMs =
    asTimeMs(series.lastObservedTime) ??
    asTimeMs(event.lastTimestamp) ??
    firstMs;
  return {
    count: countOf(series) ?? countOf(event) ?? 1,
    firstMs,
    lastMs: Math.max(firstMs ?? 0, lastMs ?? 0),
  };
}

function countOf({ count }: Json): number | undefined {
  const number = asNumber(count);
  return number !== undefined && number >= 1 ? Math.floor(number) : undefined;
}

/** At most `max` units of a text, and no half of a character; databases refuse both that and NUL. */
function cut(value: unknown, max: number): string {
  const text = (asText(value) ?? '').replaceAll('\0', '');
  if (text.length <= max) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text[max - 2]);
  return `${text.slice(0, isHalf ? max - 2 : max - 1)}…`;
}
