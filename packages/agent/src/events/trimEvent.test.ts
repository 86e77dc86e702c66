import {
  kubernetesEventSchema,
  MAX_EVENT_MESSAGE,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { KubeObject } from '../kubernetes/KubeObject';
import { trimEvent } from './trimEvent';

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
const metadata = {
  name: 'web-0.17a',
  namespace: 'shop',
  uid: 'e1',
  resourceVersion: '1',
  creationTimestamp: '2026-11-20T12:00:00Z',
};
const involvedObject = {
  kind: 'Pod',
  namespace: 'shop',
  name: 'web-0',
  uid: 'p1',
  fieldPath: 'spec.containers{web}',
};

/** As a kubelet writes one that it has counted. */
const counted: KubeObject = {
  metadata,
  involvedObject,
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  source: { component: 'kubelet', host: 'node-1' },
  count: 17,
  firstTimestamp: '2026-11-20T12:00:01Z',
  lastTimestamp: '2026-11-20T12:30:00Z',
  eventTime: null,
  reportingComponent: '',
};

/** As a scheduler writes it to events.k8s.io, read through the core group. */
const inSeries: KubeObject = {
  metadata,
  involvedObject: { ...involvedObject, uid: '' },
  type: 'Warning',
  reason: 'FailedScheduling',
  message: '0/1 nodes are available',
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: '2026-11-20T12:00:02.123456Z',
  series: { count: 4, lastObservedTime: '2026-11-20T12:20:03.000000Z' },
  reportingComponent: 'default-scheduler',
  reportingInstance: 'default-scheduler-host-1',
};

describe('an event', () => {
  it('carries the count and the times that Kubernetes keeps', () => {
    expect(trimEvent(counted)).toEqual({
      uid: 'e1',
      namespace: 'shop',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      object: { kind: 'pod', namespace: 'shop', name: 'web-0', uid: 'p1' },
      reporter: 'kubelet',
      node: 'node-1',
      count: 17,
      firstMs: at('12:00:01'),
      lastMs: at('12:30:00'),
    });
  });

  it('of a series carries the count of the series', () => {
    expect(trimEvent(inSeries)).toMatchObject({
      object: { kind: 'pod', namespace: 'shop', name: 'web-0' },
      reporter: 'default-scheduler',
      count: 4,
      firstMs: at('12:00:02') + 123,
      lastMs: at('12:20:03'),
    });
  });

  it.each([
    ['with nothing but its creation', {}, 1, at('12:00:00'), at('12:00:00')],
    [
      'that was not repeated',
      { eventTime: '2026-11-20T12:00:02.000000Z' },
      1,
      at('12:00:02'),
      at('12:00:02'),
    ],
    [
      'whose count is no count',
      { count: 0, firstTimestamp: '2026-11-20T12:00:02Z' },
      1,
      at('12:00:02'),
      at('12:00:02'),
    ],
    [
      'whose times run backwards',
      {
        firstTimestamp: '2026-11-20T12:00:02Z',
        lastTimestamp: '2026-11-20T12:00:01Z',
      },
      1,
      at('12:00:02'),
      at('12:00:02'),
    ],
  ])('%s', (_, fields, count, firstMs, lastMs) => {
    expect(trimEvent({ metadata, involvedObject, ...fields })).toMatchObject({
      type: 'Normal',
      count,
      firstMs,
      lastMs,
    });
  });

  it('about a node belongs to the namespace default, its object to none', () => {
    const event = trimEvent({
      ...counted,
      metadata: { ...metadata, namespace: 'default' },
      involvedObject: { kind: 'Node', name: 'node-1', uid: 'node-1' },
    });
    expect(event?.namespace).toBe('default');
    expect(event?.object).toEqual({
      kind: 'node',
      name: 'node-1',
      uid: 'node-1',
    });
  });

  it.each([
    ['x'.repeat(MAX_EVENT_MESSAGE), 'x'.repeat(MAX_EVENT_MESSAGE)],
    ['x'.repeat(MAX_EVENT_MESSAGE + 1), `${'x'.repeat(1_023)}…`],
    // Two code units stand for one character: neither is kept alone.
    [`${'x'.repeat(1_022)}😀😀`, `${'x'.repeat(1_022)}…`],
    ['a\0b', 'ab'],
  ])('keeps no more of a message than fits', (message, kept) => {
    expect(trimEvent({ ...counted, message })?.message).toBe(kept);
  });

  it.each([
    { involvedObject: undefined },
    { involvedObject: { kind: 'Pod', name: '' } },
    { involvedObject: { kind: 'K'.repeat(64), name: 'a' } },
    { source: { host: 'h'.repeat(254) } },
  ])('that cannot be sent is left out: %j', fields => {
    expect(trimEvent({ ...counted, ...fields })).toBeUndefined();
  });

  it.each([
    { type: 7, reason: {}, message: [], source: 'x', series: 3, count: 'x' },
    { type: 't'.repeat(99), reason: 'r'.repeat(999), series: [] },
  ])('of no known shape can still be sent: %j', fields => {
    const event = trimEvent({ ...counted, ...fields });
    expect(kubernetesEventSchema.parse(event)).toEqual(event);
  });
});
