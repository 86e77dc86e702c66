import type {
  ClusterMetrics,
  EventsResponse,
  AlertRecordsResponse,
  PodMetrics,
  PodMetricsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 10, 12);
const GIB = 1024 ** 3;

/** A cluster with a node that is not ready and pods that do not run. */
export const clusterMetrics: ClusterMetrics = {
  cluster: 'east-1',
  timestampMs: START_MS,
  nodes: { total: 4, healthy: 3 },
  pods: {
    total: 12,
    running: 10,
    notRunning: 2,
    byPhase: { Running: 10, Pending: 1, Failed: 1 },
  },
  cpu: {
    capacity: 16,
    allocatable: 15,
    used: 4,
    usedFraction: 0.25,
    requested: 7.5,
    limited: 20,
    available: 7.5,
    usedNodes: 4,
  },
  memory: {
    capacity: 64 * GIB,
    allocatable: 60 * GIB,
    requested: 30 * GIB,
    limited: 45 * GIB,
    available: 30 * GIB,
    usedNodes: 0,
  },
  gpus: {
    state: 'not_available',
    reason: 'No DCGM exporter is configured',
    total: 2,
    available: 1,
  },
  usage: { state: 'ok' },
  network: { state: 'not_available', reason: 'metrics.enable_network is off' },
  custom: { state: 'not_available' },
  health: {
    unknown: [],
    status: 'critical',
    issues: [
      {
        severity: 'critical',
        code: 'node_not_ready',
        message: '1 of 4 nodes is not ready',
        objects: ['node-4'],
        entities: ['east-1/_/node/node-4'],
        count: 1,
      },
      {
        severity: 'warning',
        code: 'crash_looping',
        message: '3 containers crash again and again',
        objects: ['shop/web-1', 'shop/web-2'],
        entities: ['east-1/shop/pod/web-1', 'east-1/shop/pod/web-2'],
        count: 3,
      },
    ],
  },
};

const webPod: PodMetrics = {
  cluster: 'east-1',
  namespace: 'shop',
  name: 'web-1',
  node: 'node-1',
  timestampMs: START_MS,
  source: 'metrics-server',
  phase: 'Running',
  ready: true,
  restarts: 2,
  startedMs: START_MS,
  cpu: { used: 0.2, request: 0.1, limit: 0.5, ofLimitFraction: 0.4 },
  memory: { used: GIB, request: GIB, limit: GIB, ofLimitFraction: 1 },
  closeToLimit: true,
  containers: [],
};

export const podMetricsResponse: PodMetricsResponse = {
  total: 2,
  pods: [
    webPod,
    {
      cluster: 'east-1',
      namespace: 'pay',
      name: 'api-1',
      phase: 'Pending',
      ready: false,
      restarts: 0,
      cpu: {},
      memory: {},
      closeToLimit: false,
      containers: [],
    },
  ],
};

export const eventsResponse: EventsResponse = {
  cluster: 'east-1',
  source: { state: 'ok' },
  total: 3,
  nextCursor: 'second',
  events: [
    {
      uid: 'e1',
      namespace: 'shop',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      object: { kind: 'pod', namespace: 'shop', name: 'web-1' },
      reporter: 'kubelet',
      node: 'node-1',
      count: 42,
      firstMs: START_MS,
      lastMs: START_MS + HOUR_MS,
    },
    {
      uid: 'e2',
      namespace: 'shop',
      type: 'Normal',
      reason: 'Issued',
      message: 'The certificate was issued',
      object: { kind: 'certificate', namespace: 'shop', name: 'shop-tls' },
      count: 1,
      firstMs: START_MS,
      lastMs: START_MS,
    },
  ],
};

export const alertsResponse: AlertRecordsResponse = {
  alerts: [
    {
      id: 'a1',
      kind: 'node',
      rule: 'diskUsedFraction',
      severity: 'warning',
      state: 'firing',
      entity: 'east-1/_/node/node-1',
      title: 'node-1',
      cluster: 'east-1',
      part: '/var',
      sinceMs: START_MS,
      firedMs: START_MS,
      variants: [
        {
          severity: 'warning',
          state: 'firing',
          unit: 'fraction',
          sinceMs: START_MS,
          firedMs: START_MS,
          current: { value: 0.91, threshold: 0.85 },
          at_firing: { value: 0.86, threshold: 0.85 },
        },
      ],
    },
    {
      id: 'a2',
      kind: 'slo',
      rule: 'burn_rate',
      severity: 'critical',
      state: 'resolved',
      entity: 'east-1/_/domain/shop.example.com',
      title: 'shop.example.com',
      sinceMs: START_MS - 3 * HOUR_MS,
      firedMs: START_MS - 2 * HOUR_MS,
      resolvedMs: START_MS - HOUR_MS,
      variants: [
        {
          severity: 'critical',
          state: 'resolved',
          window: '1d',
          unit: 'burn_rate',
          sinceMs: START_MS - 3 * HOUR_MS,
          firedMs: START_MS - 2 * HOUR_MS,
          resolvedMs: START_MS - HOUR_MS,
          current: { value: 1, threshold: 7.2, reason: 'burning_fast' },
          at_firing: { value: 8, threshold: 7.2 },
        },
        {
          severity: 'warning',
          state: 'resolved',
          window: '1d',
          unit: 'burn_rate',
          inhibited: true,
          sinceMs: START_MS - 3 * HOUR_MS,
          firedMs: START_MS - 2 * HOUR_MS,
          resolvedMs: START_MS - HOUR_MS,
          current: { value: 1, threshold: 2 },
        },
      ],
    },
  ],
};
