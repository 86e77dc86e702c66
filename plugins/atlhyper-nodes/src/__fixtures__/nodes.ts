import type {
  CapacityResponse,
  KubernetesNodeMetrics,
  NodeHistoryResponse,
  NodeMetricsResponse,
  NodeState,
  PodMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const GIB = 1024 ** 3;

const stall = (avg10Fraction: number, lastFraction: number) => ({
  avg10Fraction,
  avg60Fraction: 0.04,
  avg300Fraction: 0.02,
  lastFraction,
});

/** A node with two cores, a third of its memory in use and one full disk; it gives every group. */
export const busyNode: NodeState = {
  cluster: 'demo',
  node: 'node-1',
  stale: false,
  alerts: [
    {
      metric: 'diskUsedFraction',
      severity: 'warning',
      state: 'firing',
      holder: '/var',
      value: 0.9,
      limit: 0.8,
      sinceMs: 1_760_085_800_000,
    },
  ],
  snapshot: {
    node: 'node-1',
    timestampMs: 1_760_086_400_000,
    kernel: '6.1.0-18-amd64',
    os: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'x86_64',
    uptimeMs: 3 * 86_400_000,
    bootTimeMs: 1_759_827_200_000,
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
      modelName: 'Demo CPU',
      frequencyMhz: 2450,
      contextSwitchesPerSecond: 1500,
      interruptsPerSecond: 800,
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
        disk: 'sda',
        fsType: 'ext4',
        totalBytes: 100 * GIB,
        usedBytes: 81 * GIB,
        availableBytes: 9 * GIB,
      },
    ],
    disks: [
      {
        device: 'sda',
        virtual: false,
        sizeBytes: 200 * GIB,
        readBytesPerSecond: 1024 ** 2,
        writeBytesPerSecond: 3 * 1024 ** 2,
        readsPerSecond: 20,
        writesPerSecond: 50,
        busyFraction: 0.35,
        readWaitMs: 1.5,
        queueLength: 0.2,
      },
      { device: 'dm-0', virtual: true },
    ],
    pressure: {
      cpu: { some: stall(0.08, 0.1) },
      io: { some: stall(0.05, 0.06), full: stall(0.01, 0.02) },
    },
    tcp: {
      established: 42,
      timeWait: 7,
      orphaned: 0,
      allocated: 60,
      memoryBytes: 409_600,
      segmentsSentPerSecond: 900,
      retransmitsPerSecond: 1.5,
      listenOverflowsPerSecond: 0,
    },
    softnet: {
      processedPerSecond: 1200,
      droppedPerSecond: 0,
      squeezedPerSecond: 0.2,
      droppedTotal: 3,
      squeezedTotal: 12,
    },
    temperature: {
      maxCelsius: 71.85,
      cpuCelsius: 52,
      sensors: [
        {
          chip: 'coretemp',
          name: 'Package id 0',
          cpu: true,
          celsius: 52,
          highCelsius: 80,
          criticalCelsius: 100,
        },
        { chip: 'nvme', name: 'Composite', cpu: false, celsius: 71.85 },
      ],
    },
    processes: {
      total: 212,
      threads: 640,
      states: {
        running: 2,
        sleeping: 150,
        waiting: 1,
        stopped: 0,
        zombie: 0,
        idle: 59,
        other: 0,
      },
      topByCpu: [
        {
          pid: 4711,
          name: 'java',
          userId: 1000,
          state: 'running',
          cpuCores: 0.65,
          rssBytes: 2 * GIB,
          threads: 80,
        },
      ],
      topByMemory: [
        { pid: 4711, name: 'java', rssBytes: 2 * GIB, threads: 80 },
      ],
    },
    kernelLimits: {
      fileDescriptors: { used: 4_096, limit: 100_000 },
      conntrack: { used: 512 },
      entropyBits: 256,
    },
    vmstat: {
      majorFaultsPerSecond: 0.5,
      swapInBytesPerSecond: 0,
      swapOutBytesPerSecond: 0,
      oomKillsTotal: 1,
    },
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
        speedMbps: 1000,
        mtuBytes: 1500,
        macAddress: '02:fc:00:00:00:01',
        addresses: ['192.0.2.2'],
        receiveBytesPerSecond: 2048,
        transmitBytesPerSecond: 1024,
        receiveErrorsTotal: 3,
        transmitErrorsTotal: 0,
        receiveDropsTotal: 7,
        transmitDropsTotal: 0,
      },
    ],
    problems: [{ reader: 'filesystems', message: '"/mnt": does not answer' }],
  },
};

/** A virtual machine with an old kernel: a collector that gives few groups. */
export const plainNode: NodeState = {
  cluster: 'demo',
  node: 'node-3',
  stale: false,
  alerts: [],
  snapshot: {
    node: 'node-3',
    timestampMs: 1_760_086_400_000,
    cpu: { coreCount: 1, usedFraction: 0.75 },
    memory: { totalBytes: GIB, usedBytes: GIB / 4, availableBytes: GIB },
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
    maxCpu: { usedFraction: 0.375, node: 'node-1' },
    maxMemory: { usedFraction: 1 / 3, node: 'node-1' },
    maxTemperature: {
      celsius: 71.85,
      node: 'node-1',
      sensor: 'nvme Composite',
    },
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
      metrics: {
        cpuUsedFraction: { avg: 0.25, max: 0.5 },
        diskReadBytesPerSecond: { avg: 1024, max: 4096 },
        diskWriteBytesPerSecond: { avg: 2048, max: 8192 },
        temperatureMaxCelsius: { avg: 40, max: 55 },
        cpuPressureFraction: { avg: 0.1, max: 0.3 },
      },
    },
    {
      startMs: 1_760_000_700_000,
      metrics: { cpuUsedFraction: { avg: 0.5, max: 0.75 } },
    },
  ],
};

const GIB_HALF = GIB / 2;

/** A pod that is close to its limit of memory and was killed for it before. */
export const apiPod: PodMetrics = {
  cluster: 'demo',
  namespace: 'shop',
  name: 'api-1',
  node: 'node-1',
  timestampMs: 1_760_086_400_000,
  source: 'metrics-server',
  phase: 'Running',
  ready: true,
  restarts: 3,
  startedMs: 1_760_000_000_000,
  cpu: {
    used: 0.2,
    request: 0.1,
    limit: 1,
    ofRequestFraction: 2,
    ofLimitFraction: 0.2,
  },
  memory: {
    used: 0.95 * GIB_HALF,
    request: GIB / 4,
    limit: GIB_HALF,
    ofRequestFraction: 1.9,
    ofLimitFraction: 0.95,
  },
  closeToLimit: true,
  containers: [
    {
      name: 'api',
      cpu: { used: 0.2, request: 0.1, limit: 1, ofLimitFraction: 0.2 },
      memory: {
        used: 0.95 * GIB_HALF,
        request: GIB / 4,
        limit: GIB_HALF,
        ofLimitFraction: 0.95,
      },
      closeToLimit: true,
      ready: true,
      restarts: 3,
      state: 'running',
      lastTermination: {
        reason: 'OOMKilled',
        exitCode: 137,
        finishedMs: 1_760_082_800_000,
      },
    },
  ],
};

/** A pod of which no source knows the use. */
export const plainPod: PodMetrics = {
  cluster: 'demo',
  namespace: 'shop',
  name: 'api-2',
  node: 'node-1',
  phase: 'Running',
  ready: true,
  restarts: 0,
  cpu: {},
  memory: {},
  closeToLimit: false,
  containers: [],
};

const DAY_MS = 86_400_000;

/** A disk that fills, one that is steady, and a node too young to tell. */
export const capacityResponse: CapacityResponse = {
  cluster: 'demo',
  forecasts: [
    { resource: 'memory', state: 'steady', usedFraction: 0.5, sampleCount: 700 },
  ],
  nodes: [
    {
      node: 'node-1',
      forecasts: [
        {
          resource: 'disk',
          state: 'growing',
          usedFraction: 0.9,
          perDayFraction: { estimate: 0.02, low: 0.01, high: 0.04 },
          full: {
            expectedMs: 1_760_086_400_000 + 5 * DAY_MS,
            earliestMs: 1_760_086_400_000 + 2.5 * DAY_MS,
            latestMs: 1_760_086_400_000 + 10 * DAY_MS,
          },
          sampleCount: 700,
        },
      ],
    },
    {
      node: 'node-2',
      forecasts: [{ resource: 'disk', state: 'unknown', sampleCount: 3 }],
    },
  ],
};

/** What Kubernetes knows of `node-1`: a GPU, a figure of the adopter's own, and a lossy way to another node. */
export const kubernetesNode: KubernetesNodeMetrics = {
  cluster: 'demo',
  node: 'node-1',
  timestampMs: 1_760_086_400_000,
  source: 'node-collector',
  cpu: {
    capacity: 2,
    allocatable: 2,
    used: 0.75,
    usedFraction: 0.375,
    requested: 1.5,
    limited: 3,
    available: 0.5,
  },
  memory: {
    capacity: 12 * GIB,
    allocatable: 10 * GIB,
    requested: 5 * GIB,
    limited: 8 * GIB,
    available: 5 * GIB,
  },
  probes: [
    {
      sourceNode: 'node-1',
      targetNode: 'node-2',
      timestampMs: 1_760_086_400_000,
      method: 'tcp',
      sentCount: 5,
      lostCount: 1,
      rttMs: { min: 0.25, avg: 0.5, max: 1 },
    },
  ],
  gpus: {
    state: 'ok',
    count: 1,
    available: 0,
    devices: [
      {
        id: 'GPU-1',
        model: 'Tesla T4',
        usedFraction: 0.5,
        memoryTotalBytes: 16 * GIB,
        memoryUsedBytes: 4 * GIB,
      },
    ],
  },
  custom: { fan_rpm: { value: 1200, unit: 'rpm' } },
  pods: { running: 7, capacity: 110 },
  healthy: false,
  ready: true,
  schedulable: false,
  pressures: ['DiskPressure'],
  conditions: [
    {
      type: 'DiskPressure',
      status: 'True',
      reason: 'KubeletHasDiskPressure',
      sinceMs: 1_760_000_000_000,
    },
  ],
  labels: {},
};
