import { KubeApi } from '../kube/KubeApi';
import { EventRecorder, type Happening } from './EventRecorder';

const startMs = Date.UTC(2026, 10, 18, 12);
const MINUTE = 60_000;

describe('EventRecorder', () => {
  let api: KubeApi;
  let events: EventRecorder;
  const happening: Happening = {
    about: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-0', namespace: 'shop', uid: 'p1' },
      spec: { nodeName: 'node-1' },
    },
    reason: 'Started',
    message: 'Started container web',
    reporter: 'kubelet',
  };
  const listed = () => api.store.list('events');

  beforeEach(() => {
    api = new KubeApi({ now: () => startMs });
    events = new EventRecorder(api, 1);
  });

  it('counts what happens again in one event', () => {
    for (const minute of [0, 5, 9])
      events.record(happening, startMs + minute * MINUTE);
    expect(listed()).toMatchObject([
      {
        involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
        source: { component: 'kubelet', host: 'node-1' },
        type: 'Normal',
        count: 3,
        firstTimestamp: '2026-11-18T12:00:00Z',
        lastTimestamp: '2026-11-18T12:09:00Z',
      },
    ]);
  });

  it('has a series for what a scheduler says again', () => {
    const failed = { ...happening, reporter: 'default-scheduler' as const };
    events.record(failed, startMs);
    expect(listed()[0].series).toBeUndefined();
    events.record(failed, startMs + MINUTE);
    expect(listed()).toMatchObject([
      {
        eventTime: '2026-11-18T12:00:00.000000Z',
        series: {
          count: 2,
          lastObservedTime: '2026-11-18T12:01:00.000000Z',
        },
      },
    ]);
  });

  it('tells other objects, reasons and messages apart', () => {
    events.record(happening, startMs);
    events.record({ ...happening, reason: 'Killing' }, startMs);
    events.record({ ...happening, message: 'other' }, startMs);
    const metadata = { name: 'web-1', namespace: 'shop', uid: 'p2' };
    const about = { ...happening.about, metadata };
    events.record({ ...happening, about }, startMs);
    expect(listed()).toHaveLength(4);
    expect(new Set(listed().map(e => e.metadata.uid)).size).toBe(4);
  });

  it('takes a count that is given, and writes nothing where it is known', () => {
    const counted = { count: 7, firstMs: startMs - MINUTE };
    events.record({ ...happening, counted }, startMs);
    const [{ metadata }] = listed();
    events.record({ ...happening, counted }, startMs + MINUTE);
    expect(listed()[0].metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect(listed()[0]).toMatchObject({
      count: 7,
      firstTimestamp: '2026-11-18T11:59:00Z',
    });
  });

  it('forgets after an hour', () => {
    events.record(happening, startMs);
    events.expire(startMs + 60 * MINUTE);
    expect(listed()).toHaveLength(1);
    events.expire(startMs + 60 * MINUTE + 1);
    expect(listed()).toEqual([]);
  });
});
