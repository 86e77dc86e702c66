import type {
  Gap,
  HeartbeatRequest,
  KubernetesApi,
  KubernetesEvent,
  NodeMetric,
  GaugeAggregate,
  NodeSnapshot,
  PushRequest,
  RequestSeries,
  SessionRole,
  SourceState,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';

export type SessionOpening = {
  clusterId: string;
  role: SessionRole;
  streamId: string;
  openedMs: number;
  /** Kept of the live role: where the cluster's API can be reached. */
  kubernetesApi?: KubernetesApi;
};

/** What the opener of a session must know; see `OpenSessionResponse`. */
export type SessionState = {
  epoch: number;
  ackedThroughMs?: number;
  lastStreamId?: string;
  liveThroughMs?: number;
  /** Newest generation of objects or of routes, whichever is newer. */
  resourceGeneration: number;
};

/** Requests of one series in one bucket of one level. */
export type RequestSample = {
  /** Index into the plan's `series`. */
  series: number;
  levelMs: number;
  startMs: number;
  /** Counts by status class: none, 1xx … 5xx. */
  classes: readonly number[];
  /** Counts by method, in the order of `REQUEST_METHODS`, all others last. */
  methods: readonly number[];
  /** Failed, started and secured, in the order of `MESH_COLUMNS`; absent from an ingress's. */
  mesh?: readonly number[];
  latency?: {
    /** Index into the plan's `layouts`. */
    layout: number;
    counts: readonly number[];
    sumMs: number;
  };
};

/** Figures of one node in one bucket of one level. */
export type NodeSample = {
  node: string;
  levelMs: number;
  startMs: number;
  metrics: Partial<Record<NodeMetric, GaugeAggregate>>;
};

/**
 * Everything that the slots of one part add to the stores. No two samples share series, level,
 * bucket and layout; no two node samples share node, level and bucket.
 */
export type SlotPlan = {
  series: { identity: RequestSeries; firstMs: number; lastMs: number }[];
  /** Bucket bounds in ms. */
  layouts: (readonly number[])[];
  requests: RequestSample[];
  nodes: NodeSample[];
};

/** The part of a push that counts exactly once. */
export type SlotPart = {
  sequence: number;
  digest: string;
  coversFromMs: number;
  coversThroughMs: number;
  /** End of its latest slot. */
  endsMs: number;
  plan: SlotPlan;
};

/** One push, checked and planned, as the store applies it: all of it or nothing. */
export type PushBatch = {
  clusterId: string;
  role: SessionRole;
  epoch: number;
  streamId: string;
  receivedMs: number;
  slots?: SlotPart;
  gaps: Gap[];
  sources?: SourceState[];
  nodes: NodeSnapshot[];
  events: KubernetesEvent[];
  usage?: Usage;
  resources?: NonNullable<PushRequest['resources']>;
  routes?: NonNullable<PushRequest['routes']>;
  /** Left out where the engine has nothing to learn from the push. */
  engineInput?: { fromMs?: number; throughMs?: number; payloadJson: string };
};

export type PushOutcome = {
  result: 'applied' | 'duplicate';
  ackedThroughMs?: number;
  resync: boolean;
};

export type Heartbeat = Omit<HeartbeatRequest, 'protocol'> & {
  clusterId: string;
  receivedMs: number;
};

/** Takes in what the agents send. */
export interface IngestStore {
  /** Opens a session: whoever held one in this role is fenced off. */
  openSession(opening: SessionOpening): Promise<SessionState>;

  /**
   * Applies a push in one transaction.
   *
   * @throws PushConflictError if its session is not the newest, its sequence was used for something
   * else, or its slots begin before what another stream covered
   */
  applyPush(batch: PushBatch): Promise<PushOutcome>;

  /** Remembers a heartbeat; gives the end of what the live role covers. */
  recordHeartbeat(heartbeat: Heartbeat): Promise<{ ackedThroughMs?: number }>;
}
