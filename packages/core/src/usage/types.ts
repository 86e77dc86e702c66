import type { ReadableSnapshot } from '../rules/node/NodeReading';

/** Amounts of resources by Kubernetes' names: CPU in cores, memory in bytes, all else in pieces. */
export type ResourceAmounts = Readonly<Record<string, number>>;

/** A container of a pod, as the agent trims it. */
export type ContainerInput = {
  name: string;
  /** It runs before the others. */
  init?: boolean;
  /** An init container that goes on running beside the others. */
  sidecar?: boolean;
  requests?: ResourceAmounts;
  limits?: ResourceAmounts;
  ready: boolean;
  restarts: number;
  state: string;
  reason?: string;
  /** Of what runs now. */
  startedMs?: number;
  lastTermination?: {
    reason?: string;
    exitCode?: number;
    startedMs?: number;
    finishedMs?: number;
  };
};

export type ConditionInput = {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  sinceMs?: number;
};

/** What one pod used; figures that were not measured are absent. */
export type PodUsageInput = {
  timestampMs: number;
  source: UsageSourceName;
  containers: readonly {
    name: string;
    cpuCores?: number;
    memoryBytes?: number;
  }[];
};

/** A pod and, where it was measured lately, what it uses. */
export type PodInput = {
  namespace: string;
  name: string;
  data: {
    labels?: Readonly<Record<string, string>>;
    phase?: string;
    /** Why it is in this phase, such as `Evicted`. */
    reason?: string;
    nodeName?: string;
    terminating?: boolean;
    ready: boolean;
    restarts: number;
    startedMs?: number;
    containers?: readonly ContainerInput[];
    conditions?: readonly ConditionInput[];
    /** Of the pod as a whole; what is given here goes before the sum of its containers. */
    requests?: ResourceAmounts;
    limits?: ResourceAmounts;
    /** What its runtime class takes on top of its containers. */
    overhead?: ResourceAmounts;
  };
  usage?: PodUsageInput;
};

export type UsageSourceName = 'metrics-server' | 'kubelet';

export type GpuDevice = {
  id: string;
  model?: string;
  usedFraction?: number;
  memoryTotalBytes?: number;
  memoryUsedBytes?: number;
};

/** What one node used, as Kubernetes and further sources see it. */
export type NodeUsageInput = {
  timestampMs: number;
  source?: UsageSourceName;
  cpuCores?: number;
  memoryBytes?: number;
  filesystem?: { capacityBytes: number; usedBytes: number };
  gpus?: readonly GpuDevice[];
  custom?: Readonly<Record<string, { value: number; unit?: string }>>;
};

/** What the node collector saw of a node; only what is used here. */
export type NodeSnapshotInput = {
  timestampMs: number;
  cpu?: { coreCount: number; usedFraction?: number };
  memory?: { totalBytes?: number; usedBytes: number };
  pressure?: ReadableSnapshot['pressure'];
  temperature?: ReadableSnapshot['temperature'];
  filesystems?: readonly {
    mount: string;
    totalBytes: number;
    usedBytes: number;
    availableBytes: number;
  }[];
  networks?: readonly {
    virtual: boolean;
    receiveBytesPerSecond?: number;
    transmitBytesPerSecond?: number;
  }[];
};

/** A node and what was measured of it lately: what is too old to speak of now is left out before. */
export type NodeInput = {
  name: string;
  data: {
    labels: Readonly<Record<string, string>>;
    ready: boolean;
    schedulable: boolean;
    conditions: readonly ConditionInput[];
    capacity: ResourceAmounts;
    allocatable: ResourceAmounts;
  };
  usage?: NodeUsageInput;
  snapshot?: NodeSnapshotInput;
};

/** A Deployment, StatefulSet or DaemonSet, as the agent trims it. */
export type WorkloadInput = {
  kind: 'deployment' | 'statefulset' | 'daemonset';
  namespace: string;
  name: string;
  data: {
    /** Labels by name; with expressions, both as Kubernetes writes them. */
    selector?: Readonly<Record<string, unknown>>;
    desiredReplicas: number;
    readyReplicas: number;
    conditions?: readonly ConditionInput[];
  };
};

/** How one node reached another. */
export type ProbeInput = {
  sourceNode: string;
  targetNode: string;
  timestampMs: number;
  method: 'tcp';
  sentCount: number;
  lostCount: number;
  rttMs?: { min: number; avg: number; max: number };
};

/** A source of the agent and how it fares. */
export type SourceInput = {
  name: string;
  state: 'starting' | 'ok' | 'failing' | 'not_available';
  message?: string;
  lastSuccessMs?: number;
};

/** How a figure that not every cluster can give stands. */
export type AvailabilityOf = {
  state: 'ok' | 'not_available';
  reason?: string;
};

/** What a node or cluster has of a resource; `used` is absent where nothing measures it. */
export type CapacityOf = {
  capacity: number;
  allocatable: number;
  used?: number;
  usedFraction?: number;
  requested: number;
  limited: number;
  available: number;
};

/** What a pod or container uses against what was asked for it. */
export type UsageOf = {
  used?: number;
  request?: number;
  limit?: number;
  ofRequestFraction?: number;
  /** Of a pod: that of its tightest container. */
  ofLimitFraction?: number;
  /** The container of a pod that is nearest its limit. */
  tightestContainer?: string;
};

export type ContainerMetricsOf = {
  name: string;
  cpu: UsageOf;
  memory: UsageOf;
  closeToLimit: boolean;
  ready: boolean;
  restarts: number;
  state: string;
  reason?: string;
  lastTermination?: {
    reason?: string;
    exitCode?: number;
    finishedMs?: number;
  };
};

export type PodMetricsOf = {
  cluster: string;
  namespace: string;
  name: string;
  node?: string;
  timestampMs?: number;
  source?: UsageSourceName;
  phase?: string;
  ready: boolean;
  restarts: number;
  startedMs?: number;
  cpu: UsageOf;
  memory: UsageOf;
  closeToLimit: boolean;
  containers: ContainerMetricsOf[];
};

export type NodeMetricsOf = {
  cluster: string;
  node: string;
  timestampMs?: number;
  source?: 'node-collector' | UsageSourceName;
  cpu: CapacityOf;
  memory: CapacityOf;
  disk?: { capacityBytes: number; usedBytes: number; usedFraction: number };
  network?: {
    receiveBytesPerSecond?: number;
    transmitBytesPerSecond?: number;
  };
  probes: ProbeInput[];
  gpus: AvailabilityOf & {
    count: number;
    available: number;
    devices: GpuDevice[];
  };
  custom: Record<string, { value: number; unit?: string }>;
  pods: { running: number; capacity: number };
  healthy: boolean;
  ready: boolean;
  schedulable: boolean;
  pressures: string[];
  conditions: ConditionInput[];
  labels: Record<string, string>;
};

export type HealthIssueOf = {
  severity: 'warning' | 'critical';
  code: string;
  message: string;
  objects: string[];
  /** The key of each of them. */
  entities: string[];
  count: number;
  /** Since when the first of them is so. */
  sinceMs?: number;
};

/** A part of a cluster of which nothing is known now, and why. */
export type UnknownPartOf = { part: string; reason: string };

export type ClusterHealthOf = {
  /** `unknown`: nothing is known to be wrong, and not all is known. */
  status: 'healthy' | 'warning' | 'critical' | 'unknown';
  /** Worst first. While the agent is silent: as they were when it was last heard. */
  issues: HealthIssueOf[];
  unknown: UnknownPartOf[];
  /** Of what time this is, where that is not now. */
  asOfMs?: number;
};

export type ClusterMetricsOf = {
  cluster: string;
  timestampMs: number;
  nodes: { total: number; healthy: number };
  pods: {
    total: number;
    running: number;
    notRunning: number;
    byPhase: Record<string, number>;
  };
  cpu: CapacityOf & { usedNodes: number };
  memory: CapacityOf & { usedNodes: number };
  gpus: AvailabilityOf & { total: number; available: number };
  usage: AvailabilityOf;
  network: AvailabilityOf;
  custom: AvailabilityOf;
  health: ClusterHealthOf;
};

export type MetricsSnapshotOf = {
  cluster: string;
  timestampMs: number;
  nodes: Record<string, NodeMetricsOf>;
  pods: Record<string, PodMetricsOf>;
  network: ProbeInput[];
  clusterMetrics: ClusterMetricsOf;
};
