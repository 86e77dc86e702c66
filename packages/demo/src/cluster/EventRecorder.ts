import type { KubeApi } from '../kube/KubeApi';
import {
  toKubeTime,
  type KubeObject,
  type NewKubeObject,
} from '../kube/KubeObject';
import { uidOf } from './identity';

/** Something that happened to an object, as one of the cluster's components reports it. */
export type Happening = {
  about: NewKubeObject;
  type?: 'Normal' | 'Warning';
  reason: string;
  message: string;
  reporter:
    | 'kubelet'
    | 'default-scheduler'
    | 'deployment-controller'
    | 'replicaset-controller';
  /** How often so far, and since when; one time more than is known where absent. */
  counted?: { count: number; firstMs: number };
};

/** Kubernetes forgets events after an hour, unless it is told otherwise. */
const KEPT_MS = 3_600_000;

/** Writes the cluster's events: what happens again to the same object is counted in one event. */
export class EventRecorder {
  constructor(private readonly api: KubeApi, private readonly seed: number) {}

  record(happening: Happening, nowMs: number): void {
    const { about, reason, message, reporter } = happening;
    const { name: aboutName, uid = '' } = about.metadata;
    const namespace = about.metadata.namespace ?? 'default';
    const id = uidOf(this.seed, 'Event', uid, reason, message, reporter);
    const name = `${aboutName}.${id.slice(-12)}`;
    const known = this.api.store.get('events', namespace, name);
    const { count, firstMs } = happening.counted ?? {
      count: countOf(known) + 1,
      firstMs: known
        ? Date.parse(known.firstTimestamp ?? known.eventTime)
        : nowMs,
    };
    if (countOf(known) === count) return;
    this.api.apply({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name,
        namespace,
        uid: uidOf(id, firstMs),
        creationTimestamp: toKubeTime(firstMs),
      },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        namespace: about.metadata.namespace,
        name: aboutName,
        uid,
      },
      type: happening.type ?? 'Normal',
      reason,
      message,
      ...(reporter === 'default-scheduler'
        ? series(count, firstMs, nowMs)
        : counted(happening, count, firstMs, nowMs)),
    });
  }

  /** Drops what is forgotten by now. */
  expire(nowMs: number): void {
    for (const event of this.api.store.list('events')) {
      const last = Date.parse(
        event.series?.lastObservedTime ??
          event.lastTimestamp ??
          event.eventTime,
      );
      const { namespace, name } = event.metadata;
      if (last < nowMs - KEPT_MS) this.api.remove('events', namespace, name);
    }
  }
}

/** One without a count happened once. */
function countOf(event: KubeObject | undefined): number {
  return event ? event.series?.count ?? event.count ?? 1 : 0;
}

/** Most components count in the event itself. */
function counted(
  { reporter, about }: Happening,
  count: number,
  firstMs: number,
  lastMs: number,
): object {
  return {
    source: {
      component: reporter,
      ...(reporter === 'kubelet' && { host: about.spec?.nodeName }),
    },
    count,
    firstTimestamp: toKubeTime(firstMs),
    lastTimestamp: toKubeTime(lastMs),
    eventTime: null,
    reportingComponent: reporter,
    reportingInstance: '',
  };
}

/** The scheduler writes the newer form, where only what happened again has a count. */
function series(count: number, firstMs: number, lastMs: number): object {
  return {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: new Date(firstMs).toISOString().replace('Z', '000Z'),
    ...(count > 1 && {
      series: {
        count,
        lastObservedTime: new Date(lastMs).toISOString().replace('Z', '000Z'),
      },
    }),
    action: 'Scheduling',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-demo',
  };
}
