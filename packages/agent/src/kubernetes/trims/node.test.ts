import { nodeDataSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { KubeObject } from '../KubeObject';
import { trimNode } from './node';

const node = (heartbeat: string): KubeObject => ({
  metadata: {
    name: 'node-1',
    uid: 'u',
    resourceVersion: heartbeat,
    creationTimestamp: '2026-11-20T12:00:00Z',
    labels: { 'kubernetes.io/os': 'linux' },
  },
  spec: {
    unschedulable: true,
    podCIDR: '10.42.0.0/24',
    taints: [
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
      { key: 'team', value: 'shop', effect: 'NoExecute' },
    ],
  },
  status: {
    capacity: { cpu: '4', memory: '16Gi', pods: '110', 'nvidia.com/gpu': '2' },
    allocatable: { cpu: '3500m', memory: '15Gi', 'odd/one': 'many' },
    conditions: [
      {
        type: 'MemoryPressure',
        status: 'False',
        lastHeartbeatTime: heartbeat,
        lastTransitionTime: '2026-11-20T12:00:10Z',
        reason: 'KubeletHasSufficientMemory',
        message: 'kubelet has sufficient memory available',
      },
      {
        type: 'Ready',
        status: 'True',
        lastHeartbeatTime: heartbeat,
        lastTransitionTime: '2026-11-20T12:00:20Z',
        reason: 'KubeletReady',
      },
    ],
    addresses: [
      { type: 'Hostname', address: 'node-1' },
      { type: 'InternalIP', address: '10.0.0.1' },
    ],
    images: [{ names: ['web:2'], sizeBytes: 1 }],
    nodeInfo: { kubeletVersion: 'v1.32.0', machineID: 'm', osImage: 'Linux' },
  },
});
const sent = (object: KubeObject) =>
  JSON.parse(JSON.stringify(trimNode(object).data));

describe('what is kept of a node', () => {
  it('is its state in full and what it has, as numbers', () => {
    const data = sent(node('2026-11-20T13:00:00Z'));
    expect(nodeDataSchema.parse(data)).toEqual(data);
    expect(data).toEqual({
      labels: { 'kubernetes.io/os': 'linux' },
      createdMs: Date.parse('2026-11-20T12:00:00Z'),
      ready: true,
      schedulable: false,
      conditions: [
        {
          type: 'MemoryPressure',
          status: 'False',
          sinceMs: Date.parse('2026-11-20T12:00:10Z'),
          reason: 'KubeletHasSufficientMemory',
          message: 'kubelet has sufficient memory available',
        },
        {
          type: 'Ready',
          status: 'True',
          sinceMs: Date.parse('2026-11-20T12:00:20Z'),
          reason: 'KubeletReady',
        },
      ],
      taints: [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
        { key: 'team', value: 'shop', effect: 'NoExecute' },
      ],
      internalIp: '10.0.0.1',
      kubeletVersion: 'v1.32.0',
      osImage: 'Linux',
      capacity: {
        cpu: 4,
        memory: 17_179_869_184,
        pods: 110,
        'nvidia.com/gpu': 2,
      },
      allocatable: { cpu: 3.5, memory: 16_106_127_360 },
    });
  });

  it('does not change by a heartbeat', () => {
    expect(sent(node('2026-11-20T13:05:00Z'))).toEqual(
      sent(node('2026-11-20T13:00:00Z')),
    );
  });
});
