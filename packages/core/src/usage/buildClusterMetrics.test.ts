import {
  GB,
  NOW_MS,
  node,
  pod,
  ready,
  snapshotOf,
} from './__testUtils__/metricsInputs';
import type { ProbeInput, SourceInput } from './types';

const clusterOf = (...input: Parameters<typeof snapshotOf>) =>
  snapshotOf(...input).clusterMetrics;

describe('buildClusterMetrics', () => {
  const used = (cpuCores: number) => ({
    usage: { timestampMs: 1, source: 'kubelet' as const, cpuCores },
  });

  it('adds up what its nodes have, and measures use by those that report', () => {
    const { cpu, nodes } = clusterOf(
      [node('n1', {}, used(1)), node('n2', {}, used(2)), node('n3')],
      [pod('a'), pod('b', { nodeName: 'n2' })],
    );
    expect(nodes).toEqual({ total: 3, healthy: 3 });
    expect(cpu).toEqual({
      capacity: 12,
      allocatable: 12,
      used: 3,
      // Of the 8 cores of the two nodes that report.
      usedFraction: 0.375,
      requested: 1,
      limited: 2,
      available: 11,
      usedNodes: 2,
    });
  });

  it('has no use where no node reports, and says why', () => {
    const sources: SourceInput[] = [
      { name: 'usage/kubelet', state: 'failing', message: 'forbidden' },
    ];
    const metrics = clusterOf([node('n1')], [], { sources });
    expect(metrics.cpu.used).toBeUndefined();
    expect(metrics.usage).toEqual({
      state: 'not_available',
      reason: 'usage/kubelet: forbidden',
    });
    expect(clusterOf([node('n1')], []).usage.reason).toMatch(/metrics-server/);
    expect(clusterOf([node('n1', {}, used(1))], []).usage.state).toBe('ok');
  });

  it('offers nothing on nodes that take no pods', () => {
    const { cpu } = clusterOf(
      [node('n1', { ready: false }), node('n2', { schedulable: false })],
      [],
    );
    expect([cpu.allocatable, cpu.available]).toEqual([8, 0]);
  });

  it('counts pods by phase; not running is what neither runs nor ended well', () => {
    const phases = ['Running', 'Running', 'Pending', 'Succeeded', 'Failed'];
    const pods = [
      ...phases.map((phase, i) => pod(`p${i}`, { phase })),
      pod('odd', { phase: undefined }),
    ];
    expect(clusterOf([node('n1')], pods).pods).toEqual({
      total: 6,
      running: 2,
      notRunning: 3,
      byPhase: { Running: 2, Pending: 1, Succeeded: 1, Failed: 1, Unknown: 1 },
    });
  });

  it('counts as healthy what neither is out of order nor pressed', () => {
    const pressed = { type: 'MemoryPressure', status: 'True' };
    const { nodes } = clusterOf(
      [
        node('n1'),
        node('n2', { ready: false }),
        node('n3', { conditions: [ready, pressed] }),
      ],
      [],
    );
    expect(nodes).toEqual({ total: 3, healthy: 1 });
  });

  it('has use where one of its pods or nodes was measured', () => {
    const idle = [node('n1'), node('n2')];
    const measured = pod('b', {}, [{ name: 'app', cpuCores: 0 }]);
    expect(clusterOf(idle, [pod('a')]).usage.state).toBe('not_available');
    expect(clusterOf(idle, [pod('a'), measured]).usage.state).toBe('ok');
    const nodes = [node('n1', {}, used(1)), node('n2')];
    expect(clusterOf(nodes, []).usage.state).toBe('ok');
  });

  it('has a use without a share where the nodes that report have no capacity', () => {
    const { cpu } = clusterOf([node('n1', { capacity: {} }, used(1))], []);
    expect([cpu.used, cpu.usedFraction]).toEqual([1, undefined]);
  });

  it('has the GPUs of all nodes, and offers those of nodes that take pods', () => {
    const amounts = { cpu: 4, memory: 16 * GB, pods: 110 };
    const withGpus = (count: number) => {
      const gpus = { ...amounts, 'nvidia.com/gpu': count };
      return { capacity: gpus, allocatable: gpus };
    };
    const { gpus } = clusterOf(
      [
        node('n1', withGpus(4)),
        node('n2', { ...withGpus(2), schedulable: false }),
        node('n3'),
      ],
      [],
    );
    expect(gpus).toEqual({ state: 'ok', total: 6, available: 4 });
    expect(clusterOf([node('n3')], []).gpus).toEqual({
      state: 'not_available',
      reason: 'No device plugin offers GPUs, and no source reports any',
      total: 0,
      available: 0,
    });
  });

  it('has a network where one node probes, and figures of its own where one node has some', () => {
    const probe: ProbeInput = {
      sourceNode: 'n1',
      targetNode: 'n2',
      timestampMs: NOW_MS,
      method: 'tcp',
      sentCount: 10,
      lostCount: 0,
    };
    const custom = { fans: { value: 2 } };
    const usage = { ...used(1).usage, custom };
    const found = snapshotOf([node('n1', {}, { usage }), node('n2')], [], {
      probes: [probe],
    });
    const { network } = found.clusterMetrics;
    expect([network, found.clusterMetrics.custom]).toEqual([
      { state: 'ok' },
      { state: 'ok' },
    ]);
    expect(found.network).toEqual([probe]);
    expect(found.nodes.n1).toMatchObject({ probes: [probe], custom });
    expect(found.nodes.n2).toMatchObject({ probes: [], custom: {} });
  });

  it.each([
    ['network', 'network/probes', 'Probes between nodes are off'],
    ['custom', 'custom/fans', 'No source of further figures is set up'],
    [
      'gpus',
      'usage/dcgm',
      'No device plugin offers GPUs, and no source reports any',
    ],
    ['gpus', 'gpu', 'No device plugin offers GPUs, and no source reports any'],
  ] as const)(
    'says of its own sources alone why there are no %s',
    (kind, name, advice) => {
      const other: SourceInput = { name: 'routes', state: 'failing' };
      const own: SourceInput = { name, state: 'starting' };
      const reasonOf = (...sources: SourceInput[]) =>
        clusterOf([node('n1')], [], { sources })[kind].reason;
      expect(reasonOf(other)).toBe(advice);
      expect(reasonOf(other, own)).toBe(`${name} is starting`);
    },
  );

  it('names a pod by its namespace, as two may bear one name', () => {
    const other = { ...pod('a'), namespace: 'pay' };
    const { pods } = snapshotOf([node('n1')], [pod('a'), other]);
    expect(Object.keys(pods)).toEqual(['shop/a', 'pay/a']);
  });

  it('is critical where a node is not ready', () => {
    const { health } = clusterOf(
      [node('n1'), node('n2', { ready: false })],
      [],
    );
    expect(health.status).toBe('critical');
    expect(health.issues.map(issue => issue.objects)).toContainEqual(['n2']);
  });
});
