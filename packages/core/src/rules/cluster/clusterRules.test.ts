import { buildClusterMetrics } from '../../usage/buildClusterMetrics';
import { buildNodeMetrics } from '../../usage/buildNodeMetrics';
import { buildPodMetrics } from '../../usage/buildPodMetrics';
import { emptyPodTotals } from '../../usage/sumPodsByNode';
import type {
  ContainerInput,
  NodeInput,
  PodInput,
  SourceInput,
  WorkloadInput,
} from '../../usage/types';
import { CLUSTER_RULES } from './clusterRules';
import type { ClusterState } from './ClusterState';
import { judgeCluster } from './judgeCluster';
import { settleAlerts } from '../settleAlerts';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ago = (ms: number) => NOW_MS - ms;

function node(
  data: Partial<NodeInput['data']> = {},
  requestedCpu = 0,
): ClusterState['nodes'][number] {
  const amounts = { cpu: 4, memory: 16e9, pods: 110 };
  const input: NodeInput = {
    name: 'n1',
    data: {
      labels: {},
      ready: true,
      schedulable: true,
      conditions: [],
      capacity: amounts,
      allocatable: amounts,
      ...data,
    },
  };
  const pods = emptyPodTotals();
  pods.requested.cpu = requestedCpu;
  return buildNodeMetrics('prod', input, { pods, probes: [], firing: [] });
}

function pod(
  container: Partial<ContainerInput>,
  data: Partial<PodInput['data']> = {},
  usage?: PodInput['usage'],
): ClusterState['pods'][number] {
  const input: PodInput = {
    namespace: 'shop',
    name: 'web-0',
    data: {
      phase: 'Running',
      nodeName: 'n1',
      ready: true,
      restarts: 0,
      containers: [
        {
          name: 'app',
          ready: true,
          restarts: 0,
          state: 'running',
          ...container,
        },
      ],
      ...data,
    },
    usage,
  };
  return { pod: input, metrics: buildPodMetrics('prod', input) };
}

function workload(
  readyReplicas: number,
  data: Partial<WorkloadInput['data']> = {},
): WorkloadInput {
  return {
    kind: 'statefulset',
    namespace: 'shop',
    name: 'web',
    data: {
      selector: { app: 'web' },
      desiredReplicas: 3,
      readyReplicas,
      ...data,
    },
  };
}

const unready = (sinceMs: number) => ({
  ready: false,
  labels: { app: 'web', x: '1' },
  conditions: [{ type: 'Ready', status: 'False', sinceMs }],
});

function state(parts: Partial<ClusterState>): ClusterState {
  return {
    cluster: 'prod',
    timestampMs: NOW_MS,
    nodes: [node()],
    pods: [],
    workloads: [],
    sources: [],
    hasAllNodes: true,
    agent: { connected: true, lastHeardMs: NOW_MS },
    ...parts,
  };
}

const healthOf = (parts: Partial<ClusterState>) =>
  buildClusterMetrics(state(parts), { cluster: [], nodes: [] }).health;
const codesOf = (parts: Partial<ClusterState>) =>
  healthOf(parts).issues.map(one => one.code);

/** What fires once a state has lasted. */
function issuesAfter(parts: Partial<ClusterState>, lastedMs: number) {
  if (lastedMs === 0) return healthOf(parts).issues;
  const newId = () => 'id';
  const first = settleAlerts([], judgeCluster(state(parts)), {
    nowMs: NOW_MS,
    newId,
  });
  const later = state({ ...parts, timestampMs: NOW_MS + lastedMs });
  return buildClusterMetrics(later, {
    cluster: first.active,
    nodes: [],
  }).health.issues;
}

const okSources: SourceInput[] = [{ name: 'kubernetes/node', state: 'ok' }];
const waiting = (reason: string, sinceMs: number) =>
  pod(
    { state: 'waiting', reason, ready: false },
    {
      phase: 'Pending',
      startedMs: sinceMs,
      conditions: [
        { type: 'PodScheduled', status: 'True', sinceMs },
        { type: 'Ready', status: 'False', sinceMs },
      ],
    },
  );
const unschedulable = (sinceMs: number) =>
  pod(
    { requests: { cpu: 64 } },
    {
      phase: 'Pending',
      nodeName: undefined,
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          sinceMs,
        },
      ],
    },
  );
const looping = (
  startedMs: number,
  last: ContainerInput['lastTermination'],
  restarts = 34,
) => pod({ restarts, startedMs, lastTermination: last, ready: false });
const evicted = (sinceMs: number, reason = 'Evicted') =>
  pod(
    {},
    {
      phase: 'Failed',
      reason,
      containers: [],
      conditions: [{ type: 'DisruptionTarget', status: 'True', sinceMs }],
    },
  );
const oomKilled = (finishedMs: number) =>
  pod({ lastTermination: { reason: 'OOMKilled', finishedMs } });
const full = pod(
  { limits: { memory: 100 } },
  {},
  {
    timestampMs: NOW_MS,
    source: 'kubelet',
    containers: [{ name: 'app', cpuCores: 0, memoryBytes: 90 }],
  },
);
const crash = {
  exitCode: 1,
  reason: 'Error',
  startedMs: ago(5 * MINUTE_MS + 20_000),
  finishedMs: ago(5 * MINUTE_MS),
};

/** One row and more for every rule: what breaks it, and what is just short of it. */
const CASES: {
  rule: string;
  severity: 'warning' | 'critical';
  broken: Partial<ClusterState>[];
  kept: Partial<ClusterState>[];
  /** It fires only after its hold. */
  afterMs?: number;
}[] = [
  {
    rule: 'agent_silent',
    severity: 'critical',
    broken: [{ agent: { connected: false, lastHeardMs: ago(5 * MINUTE_MS) } }],
    kept: [
      { agent: { connected: false, lastHeardMs: ago(5 * MINUTE_MS - 1) } },
      { agent: { connected: false } },
      { agent: undefined },
    ],
  },
  {
    rule: 'no_nodes',
    severity: 'critical',
    broken: [
      { nodes: [], sources: okSources },
      { nodes: [], pods: [pod({})] },
    ],
    kept: [{ nodes: [] }, { nodes: [], pods: [pod({})], hasAllNodes: false }],
  },
  {
    rule: 'node_not_ready',
    severity: 'critical',
    broken: [{ nodes: [node({ ready: false })] }],
    kept: [{}],
  },
  {
    rule: 'node_pressure',
    severity: 'critical',
    broken: ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map(type => ({
      nodes: [node({ conditions: [{ type, status: 'True' }] })],
    })),
    kept: [
      {
        nodes: [
          node({ conditions: [{ type: 'DiskPressure', status: 'False' }] }),
        ],
      },
    ],
  },
  {
    rule: 'workloads_not_ready',
    severity: 'critical',
    broken: [
      {
        workloads: [
          workload(0, {
            conditions: [
              {
                type: 'Available',
                status: 'False',
                sinceMs: ago(5 * MINUTE_MS),
              },
            ],
          }),
        ],
      },
      // A StatefulSet has no such condition; its pods tell since when.
      {
        workloads: [workload(0)],
        pods: [1, 2, 3].map(n => pod({}, unready(ago((4 + n) * MINUTE_MS)))),
      },
    ],
    kept: [
      { workloads: [workload(0, { desiredReplicas: 0 })] },
      { workloads: [workload(3)] },
      {
        workloads: [workload(0)],
        pods: [0, 2, 3].map(n => pod({}, unready(ago((4 + n) * MINUTE_MS)))),
      },
      // No pod at all tells nothing of since when: only a second look does.
      { workloads: [workload(0)] },
    ],
  },
  {
    rule: 'node_silent',
    severity: 'warning',
    broken: [
      { silentNodes: [{ node: 'n1', lastReportMs: ago(5 * MINUTE_MS) }] },
    ],
    kept: [
      { silentNodes: [{ node: 'n1', lastReportMs: ago(5 * MINUTE_MS - 1) }] },
    ],
  },
  {
    rule: 'workloads_partly_ready',
    severity: 'warning',
    broken: [{ workloads: [workload(2)] }],
    kept: [{ workloads: [workload(3)] }],
    afterMs: 10 * MINUTE_MS,
  },
  {
    rule: 'containers_crash_looping',
    severity: 'warning',
    broken: [
      { pods: [waiting('CrashLoopBackOff', ago(0))] },
      // It happens to run, for 5 s; and it ended well, which is a loop none the less.
      { pods: [looping(ago(5_000), crash)] },
      { pods: [looping(ago(10 * MINUTE_MS - 1), crash, 3)] },
      { pods: [looping(ago(5_000), { ...crash, exitCode: 0 })] },
    ],
    kept: [
      { pods: [looping(ago(10 * MINUTE_MS), crash)] },
      { pods: [looping(ago(5_000), crash, 2)] },
      // Restarted 34 times over the years, and up for a day the time before.
      {
        pods: [looping(ago(5_000), { ...crash, startedMs: ago(24 * HOUR_MS) })],
      },
    ],
  },
  {
    rule: 'containers_not_starting',
    severity: 'warning',
    broken: [
      'ImagePullBackOff',
      'ErrImagePull',
      'ErrImageNeverPull',
      'ImageInspectError',
      'InvalidImageName',
      'RegistryUnavailable',
      'CreateContainerConfigError',
      'CreateContainerError',
      'RunContainerError',
      'PostStartHookError',
      'SomethingOfTomorrow',
    ].map(reason => ({ pods: [waiting(reason, ago(MINUTE_MS))] })),
    kept: [
      { pods: [waiting('ImagePullBackOff', ago(MINUTE_MS - 1))] },
      { pods: [waiting('ContainerCreating', ago(MINUTE_MS))] },
      { pods: [waiting('PodInitializing', ago(MINUTE_MS))] },
    ],
  },
  {
    rule: 'pods_stuck_creating',
    severity: 'warning',
    broken: [
      { pods: [waiting('ContainerCreating', ago(10 * MINUTE_MS))] },
      { pods: [waiting('PodInitializing', ago(2 * HOUR_MS))] },
    ],
    kept: [{ pods: [waiting('ContainerCreating', ago(10 * MINUTE_MS - 1))] }],
  },
  {
    rule: 'pods_unschedulable',
    severity: 'warning',
    // Of 4 cores it asks for 64, and is told once.
    broken: [{ pods: [unschedulable(ago(MINUTE_MS))] }],
    kept: [{ pods: [unschedulable(ago(MINUTE_MS - 1))] }],
  },
  {
    rule: 'pods_evicted',
    severity: 'warning',
    broken: [
      { pods: [evicted(ago(10 * MINUTE_MS))] },
      { pods: [evicted(ago(HOUR_MS - 1), 'OutOfcpu')] },
      { pods: [evicted(ago(MINUTE_MS), 'NodeShutdown')] },
    ],
    kept: [
      { pods: [evicted(ago(HOUR_MS))] },
      { pods: [evicted(ago(MINUTE_MS), 'DeadlineExceeded')] },
    ],
  },
  {
    rule: 'containers_oom_killed',
    severity: 'warning',
    broken: [{ pods: [oomKilled(ago(HOUR_MS - 1))] }],
    kept: [
      { pods: [oomKilled(ago(HOUR_MS))] },
      { pods: [pod({ reason: 'OOMKilled' }, { phase: 'Failed' })] },
    ],
  },
  {
    rule: 'pods_close_to_limit',
    severity: 'warning',
    broken: [{ pods: [full] }],
    kept: [{ pods: [pod({})] }],
    afterMs: 2 * MINUTE_MS,
  },
  {
    rule: 'requests_over_allocatable',
    severity: 'warning',
    broken: [{ nodes: [node({}, 4.1)] }],
    kept: [
      { nodes: [node({}, 4)] },
      { nodes: [node({}, 4.1)], hasAllNodes: false },
    ],
  },
  {
    rule: 'usage_source_failing',
    severity: 'warning',
    broken: [{ sources: [{ name: 'usage/kubelet', state: 'failing' }] }],
    kept: [{ sources: [{ name: 'usage/kubelet', state: 'ok' }] }],
  },
];

describe('rules of clusters', () => {
  it('have a row each', () => {
    expect(CASES.map(one => one.rule)).toEqual(
      CLUSTER_RULES.map(one => one.code),
    );
  });

  it.each(CASES)('$rule is $severity, and nothing else', one => {
    const { rule, severity, broken, kept, afterMs = 0 } = one;
    for (const parts of broken) {
      const after = issuesAfter(parts, afterMs);
      expect(after.map(i => [i.code, i.severity])).toEqual([[rule, severity]]);
      expect(after[0].message).not.toBe('');
    }
    for (const parts of kept) expect(codesOf(parts)).not.toContain(rule);
  });

  it.each(CASES.filter(one => one.afterMs !== undefined))(
    '$rule fires no earlier than its hold',
    ({ broken, afterMs }) => {
      for (const parts of broken) {
        expect(codesOf(parts)).toEqual([]);
        expect(issuesAfter(parts, afterMs! - 1)).toEqual([]);
      }
    },
  );

  it('says since when, and names the workload and not its pods', () => {
    const { issues, status } = healthOf({
      workloads: [workload(0)],
      pods: [0, 1, 2].map(() => pod({ ready: false }, unready(ago(HOUR_MS)))),
    });
    expect(status).toBe('critical');
    expect(issues).toMatchObject([
      { objects: ['shop/web'], count: 1, sinceMs: ago(HOUR_MS) },
    ]);
  });
});

describe('the health of a cluster', () => {
  it('is healthy where all is known and nothing is wrong', () => {
    expect(healthOf({ pods: [pod({})] })).toEqual({
      status: 'healthy',
      issues: [],
      unknown: [],
    });
  });

  it.each([
    ['whose agent is silent', { agent: { connected: false, lastHeardMs: 1 } }],
    ['whose agent never came', { agent: { connected: false } }],
    ['that sent no objects yet', { nodes: [] }],
    [
      'whose pods must not be listed',
      {
        sources: [
          { name: 'kubernetes/pod', state: 'failing' as const, message: '403' },
        ],
      },
    ],
    [
      'whose deployments are not listed yet',
      {
        sources: [
          { name: 'kubernetes/deployment', state: 'starting' as const },
        ],
      },
    ],
  ])('is unknown for one %s', (_, parts) => {
    const { status, unknown } = healthOf(parts);
    expect(status).toBe('unknown');
    expect(unknown.length).toBeGreaterThan(0);
  });

  it('is as bad as what is known, though a part is not', () => {
    const sources: SourceInput[] = [
      { name: 'kubernetes/pod', state: 'failing', message: '403' },
    ];
    const health = healthOf({ nodes: [node({ ready: false })], sources });
    expect(health.status).toBe('critical');
    expect(health.unknown).toEqual([{ part: 'kubernetes/pod', reason: '403' }]);
  });

  it('takes one API group that is served for enough', () => {
    const sources: SourceInput[] = [
      { name: 'kubernetes/pod.a', state: 'not_available' },
      { name: 'kubernetes/pod', state: 'ok' },
    ];
    expect(healthOf({ sources }).status).toBe('healthy');
  });

  it('keeps what fired before while nothing can be judged, as of then', () => {
    const before = settleAlerts(
      [],
      judgeCluster(state({ pods: [waiting('CrashLoopBackOff', 1)] })),
      { nowMs: NOW_MS, newId: () => 'id' },
    );
    const lastHeardMs = NOW_MS;
    const { health } = buildClusterMetrics(
      state({
        timestampMs: NOW_MS + 10 * MINUTE_MS,
        agent: { connected: false, lastHeardMs },
      }),
      { cluster: before.active, nodes: [] },
    );
    expect(health.status).toBe('unknown');
    expect(health.asOfMs).toBe(lastHeardMs);
    expect(health.issues.map(one => one.code)).toEqual([
      'agent_silent',
      'containers_crash_looping',
    ]);
  });

  it('names at most ten of a kind, the worst first', () => {
    const pods = Array.from({ length: 12 }, (_, i) => {
      const one = waiting('CrashLoopBackOff', 1);
      const name = `p${String(i).padStart(2, '0')}`;
      return { ...one, pod: { ...one.pod, name } };
    });
    const { issues } = healthOf({ nodes: [node({ ready: false })], pods });
    expect(
      issues.map(one => [one.code, one.count, one.objects.length]),
    ).toEqual([
      ['node_not_ready', 1, 1],
      ['containers_crash_looping', 12, 10],
    ]);
    expect(issues[1].objects[0]).toBe('shop/p00');
  });
});
