import type {
  NodeHistoryResponse,
  NodeMetricsResponse,
  NodeState,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const GIB = 1024 ** 3;

/** A node with two cores, a third of its memory in use and one full disk. */
export const busyNode: NodeState = {
  cluster: 'demo',
  node: 'node-1',
  stale: false,
  alerts: [{ metric: 'diskUsedFraction', limitFraction: 0.8 }],
  snapshot: {
    node: 'node-1',
    timestampMs: 1_760_086_400_000,
    kernel: '6.1.0-18-amd64',
    uptimeMs: 3 * 86_400_000,
    cpu: {
      coreCount: 2,
      usedFraction: 0.375,
      userFraction: 0.25,
      systemFraction: 0.125,
      iowaitFraction: 0,
      coreUsedFractions: [0.5, null],
      load1: 0.75,
      load5: 0.5,
      load15: 0.25,
    },
    memory: {
      totalBytes: 12 * GIB,
      usedBytes: 4 * GIB,
      availableBytes: 8 * GIB,
    },
    filesystems: [
      {
        mount: '/var',
        device: '/dev/sda2',
        fsType: 'ext4',
        totalBytes: 100 * GIB,
        usedBytes: 81 * GIB,
        availableBytes: 9 * GIB,
      },
    ],
    networks: [
      {
        interface: 'lo',
        virtual: true,
        receiveBytesPerSecond: 999,
        transmitBytesPerSecond: 999,
        receiveErrorsTotal: 0,
        transmitErrorsTotal: 0,
        receiveDropsTotal: 0,
        transmitDropsTotal: 0,
      },
      {
        interface: 'eth0',
        virtual: false,
        up: true,
        receiveBytesPerSecond: 2048,
        transmitBytesPerSecond: 1024,
        receiveErrorsTotal: 3,
        transmitErrorsTotal: 0,
        receiveDropsTotal: 7,
        transmitDropsTotal: 0,
      },
    ],
    problems: [{ reader: 'temperature', message: 'no sensors' }],
  },
};

/** A node that the cluster's API names but no collector reports. */
export const silentNode: NodeState = {
  cluster: 'demo',
  node: 'node-2',
  stale: true,
  alerts: [],
};

export const nodeMetricsResponse: NodeMetricsResponse = {
  cluster: 'demo',
  summary: {
    totalNodes: 2,
    reportingNodes: 1,
    alertingNodes: 1,
    totalCores: 2,
    avgCpuUsedFraction: 0.375,
    avgMemoryUsedFraction: 1 / 3,
    totalMemoryBytes: 12 * GIB,
    usedMemoryBytes: 4 * GIB,
    maxDisk: { usedFraction: 0.9, node: 'node-1', mount: '/var' },
  },
  nodes: [busyNode, silentNode],
};

export const nodeHistoryResponse: NodeHistoryResponse = {
  cluster: 'demo',
  node: 'node-1',
  fromMs: 1_760_000_100_000,
  toMs: 1_760_001_000_000,
  bucketMs: 300_000,
  history: [
    {
      startMs: 1_760_000_100_000,
      metrics: { cpuUsedFraction: { avg: 0.25, max: 0.5 } },
    },
    {
      startMs: 1_760_000_700_000,
      metrics: { cpuUsedFraction: { avg: 0.5, max: 0.75 } },
    },
  ],
};
