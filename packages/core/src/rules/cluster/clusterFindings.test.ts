import {
  GB,
  NOW_MS,
  container,
  node,
  pod,
  ready,
  snapshotOf,
} from '../../usage/__testUtils__/metricsInputs';
import type { NodeInput, PodInput } from '../../usage/types';
import { CLUSTER_RULES } from './clusterRules';
import type { ClusterState } from './ClusterState';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ago = (ms: number) => NOW_MS - ms;

/** What a rule finds in a cluster, without the entity. */
function found(
  code: string,
  of: { nodes?: NodeInput[]; pods?: PodInput[] } & Partial<
    Pick<ClusterState, 'agent' | 'silentNodes'>
  >,
) {
  const { nodes = [], pods = [], ...more } = of;
  const made = snapshotOf(nodes, pods);
  const rule = CLUSTER_RULES.find(one => one.code === code)!;
  return rule
    .find({
      cluster: 'prod',
      timestampMs: NOW_MS,
      nodes: Object.values(made.nodes),
      pods: pods.map(one => ({
        pod: one,
        metrics: made.pods[`${one.namespace}/${one.name}`],
      })),
      ...{ workloads: [], sources: [], hasAllNodes: true },
      ...more,
    })!
    .map(({ entity: _, ...finding }) => finding);
}

const since = (type: string, status: string, ms: number, reason?: string) => ({
  ...{ type, status, reason },
  sinceMs: ago(ms),
});

describe('what a rule for clusters says', () => {
  it('of a node that is not ready: why, and since when', () => {
    const conditions = [
      since('MemoryPressure', 'False', 1),
      since('Ready', 'Unknown', MINUTE_MS, 'NodeStatusUnknown'),
    ];
    const nodes = [node('a', { ready: false, conditions }), node('b')];
    expect(found('node_not_ready', { nodes })).toEqual([
      { reason: 'NodeStatusUnknown', sinceMs: ago(MINUTE_MS) },
    ]);
  });

  it('of a node under pressure: all of it, since the first', () => {
    const conditions = [
      ready,
      since('DiskPressure', 'False', 3),
      since('MemoryPressure', 'True', 2),
      since('PIDPressure', 'True', 1),
    ];
    const nodes = [node('a', { conditions }), node('b')];
    expect(found('node_pressure', { nodes })).toEqual([
      { reason: 'MemoryPressure, PIDPressure', sinceMs: ago(2) },
    ]);
  });

  it('of collectors and agents that are silent: for how long', () => {
    const silentNodes = [{ node: 'a', lastReportMs: ago(MINUTE_MS) }];
    const silence = { sinceMs: ago(MINUTE_MS), value: MINUTE_MS };
    expect(found('node_silent', { silentNodes })).toEqual([silence]);
    const lastHeardMs = ago(MINUTE_MS);
    const agentOf = (connected: boolean) => ({ connected, lastHeardMs });
    expect(found('agent_silent', { agent: agentOf(false) })).toEqual([silence]);
    expect(found('agent_silent', { agent: agentOf(true) })).toEqual([]);
    expect(found('agent_silent', { agent: { connected: false } })).toEqual([]);
  });

  it('of a pod close to a limit: the container and the resource that are closest', () => {
    const containers = [container(), container({ name: 'log' })];
    const pods = [
      pod('a', { containers }, [
        { name: 'app', cpuCores: 0.95, memoryBytes: 0.1 * GB },
        { name: 'log', cpuCores: 0.1, memoryBytes: 1.96 * GB },
      ]),
      pod('b', {}, [{ name: 'app', cpuCores: 0.1, memoryBytes: 0.1 * GB }]),
    ];
    expect(found('pods_close_to_limit', { pods })).toEqual([
      {
        value: 0.98,
        threshold: 0.9,
        evidence: { container: 'log', resource: 'memory' },
      },
    ]);
  });

  it('of a container that loops: how often it began, and how it ended', () => {
    const lastTermination = { reason: 'Error', exitCode: 3 };
    const looping = {
      ...{ name: 'log', restarts: 7, state: 'waiting' as const },
      ...{ reason: 'CrashLoopBackOff', lastTermination },
    };
    const containers = [container(), container(looping)];
    expect(
      found('containers_crash_looping', { pods: [pod('a', { containers })] }),
    ).toEqual([
      {
        ...{ reason: 'CrashLoopBackOff', value: 7 },
        evidence: { container: 'log', lastReason: 'Error', exitCode: 3 },
      },
    ]);
  });

  it.each([
    ['ran for a moment and waits', {}, true],
    ['runs for a moment', { state: 'running', startedMs: ago(5) }, true],
    ['ended twice', { restarts: 2 }, false],
    ['runs for ten minutes', { startedMs: ago(10 * MINUTE_MS) }, false],
    [
      'runs for not quite as long',
      { startedMs: ago(10 * MINUTE_MS - 1) },
      true,
    ],
    ['did its work', { state: 'terminated', reason: 'Completed' }, false],
    ['failed', { state: 'terminated', reason: 'Error' }, true],
    ['has done nothing yet', { lastTermination: undefined }, false],
    ['ended nobody knows when', { lastTermination: {} }, false],
  ] as const)(
    'of a container that %s, with restarts: %j loops %s',
    (_, more, loops) => {
      const one = container({
        ...{ restarts: 3, state: 'waiting', ready: false },
        lastTermination: { startedMs: ago(20), finishedMs: ago(10) },
        ...more,
      });
      const pods = [pod('a', { containers: [one] })];
      expect(found('containers_crash_looping', { pods })).toHaveLength(
        Number(loops),
      );
    },
  );

  it('of a container that cannot start: why, and since when its pod is not ready', () => {
    const conditions = [
      since('PodScheduled', 'True', 9),
      since('Ready', 'False', 5),
    ];
    const waiting = container({
      ...{ name: 'log', state: 'waiting' },
      reason: 'ImagePullBackOff',
    });
    const others = [
      container({ reason: 'ImagePullBackOff' }),
      container({ state: 'waiting' }),
      container({ state: 'waiting', reason: 'ContainerCreating' }),
    ];
    const data = { containers: [...others, waiting], startedMs: ago(8) };
    const finding = {
      reason: 'ImagePullBackOff',
      evidence: { container: 'log' },
    };
    const pods = [pod('a', { ...data, conditions }), pod('b', data)];
    expect(found('containers_not_starting', { pods })).toEqual([
      { ...finding, sinceMs: ago(5) },
      { ...finding, sinceMs: ago(8) },
    ]);
  });

  it('of a container that ran out of memory: which, and when', () => {
    const killedAt = (ms: number) => ({
      ...{ name: 'log', restarts: 2 },
      lastTermination: { reason: 'OOMKilled', finishedMs: ago(ms) },
    });
    const now = {
      name: 'log',
      state: 'terminated' as const,
      reason: 'OOMKilled',
    };
    const podWith = (name: string, one: Parameters<typeof container>[0]) =>
      pod(name, { containers: [container(), container(one)] });
    const finding = { reason: 'OOMKilled', evidence: { container: 'log' } };
    const pods = [podWith('a', killedAt(MINUTE_MS)), podWith('b', now)];
    expect(found('containers_oom_killed', { pods })).toEqual([
      { ...finding, value: 2, sinceMs: ago(MINUTE_MS) },
      { ...finding, value: 0 },
    ]);
  });

  it('of an evicted pod: why, and when by the best that is known', () => {
    const evicted = (name: string, data: Partial<PodInput['data']>) =>
      pod(name, { phase: 'Failed', reason: 'Evicted', ...data });
    const ended = (ms: number) =>
      container({ lastTermination: { finishedMs: ago(ms) } });
    const data = { containers: [ended(6), ended(4), container()] };
    const pods = [
      evicted('disrupted', {
        ...data,
        conditions: [
          since('Ready', 'False', 2),
          since('DisruptionTarget', 'True', 3),
        ],
      }),
      evicted('unready', { ...data, conditions: [since('Ready', 'False', 2)] }),
      evicted('ended', { ...data, startedMs: ago(9) }),
      evicted('refused', { startedMs: ago(9) }),
      evicted('unknown', { containers: undefined }),
      evicted('running', { phase: 'Running' }),
      evicted('ran', { reason: undefined }),
      evicted('old', { startedMs: ago(HOUR_MS) }),
    ];
    expect(found('pods_evicted', { pods })).toEqual(
      [ago(3), ago(2), ago(4), ago(9), undefined].map(sinceMs => ({
        reason: 'Evicted',
        sinceMs,
      })),
    );
  });

  it.each([
    ['node_not_ready', '1 node is NotReady', '2 nodes are NotReady'],
    [
      'node_pressure',
      '1 node reports pressure: pods may be evicted',
      '2 nodes report pressure: pods may be evicted',
    ],
    [
      'node_silent',
      'The collector of 1 node is not heard of',
      'The collectors of 2 nodes are not heard of',
    ],
    [
      'pods_close_to_limit',
      '1 pod uses at least 90 % of a limit of CPU or memory',
      '2 pods use at least 90 % of a limit of CPU or memory',
    ],
    [
      'containers_crash_looping',
      '1 pod is in CrashLoopBackOff',
      '2 pods are in CrashLoopBackOff',
    ],
    [
      'containers_oom_killed',
      '1 pod was OOMKilled in the last hour',
      '2 pods were OOMKilled in the last hour',
    ],
    [
      'pods_evicted',
      '1 pod was evicted or refused in the last hour',
      '2 pods were evicted or refused in the last hour',
    ],
  ])('in words, %s', (code, one, two) => {
    const { message } = CLUSTER_RULES.find(rule => rule.code === code)!;
    expect([message(1), message(2)]).toEqual([one, two]);
  });
});
