import {
  GB,
  NOW_MS,
  container,
  node,
  pod,
  ready,
  snapshotOf,
} from './__testUtils__/metricsInputs';
import { buildPodMetrics } from './buildPodMetrics';
import { fitsConstraints } from './fitsConstraints';
import type { NodeInput, PodInput } from './types';

describe('buildPodMetrics', () => {
  it('relates use to request and to limit, of the pod and of its containers', () => {
    const metrics = buildPodMetrics(
      'prod',
      pod('api', { containers: [container(), container({ name: 'log' })] }, [
        { name: 'app', cpuCores: 0.25, memoryBytes: 1.5 * GB },
        { name: 'log', cpuCores: 0.75, memoryBytes: 0.5 * GB },
      ]),
    );
    expect(metrics.cpu).toEqual({
      used: 1,
      request: 1,
      limit: 2,
      ofRequestFraction: 1,
      // A limit kills or throttles a container: the tightest decides.
      ofLimitFraction: 0.75,
      tightestContainer: 'log',
    });
    expect(metrics.memory.ofRequestFraction).toBe(1);
    expect(metrics.containers.map(c => c.memory.ofLimitFraction)).toEqual([
      0.75, 0.25,
    ]);
    expect(metrics.closeToLimit).toBe(false);
  });

  it.each([
    ['memory', 1.79 * GB, 0.1, false],
    ['memory', 1.8 * GB, 0.1, true],
    ['cpu', 0.1 * GB, 0.899, false],
    ['cpu', 0.1 * GB, 0.9, true],
  ])(
    'is close to its limit from 90 %% of %s on (%d, %d): %s',
    (_, memoryBytes, cpuCores, expected) => {
      const one = pod('api', {}, [{ name: 'app', cpuCores, memoryBytes }]);
      const metrics = buildPodMetrics('prod', one);
      expect(metrics.closeToLimit).toBe(expected);
      expect(metrics.containers[0].closeToLimit).toBe(expected);
    },
  );

  it('is close where one container is, though the pod has no limit of its own', () => {
    const containers = [container(), container({ name: 'b', limits: {} })];
    const usage = [
      { name: 'app', memoryBytes: 2 * GB },
      { name: 'b', memoryBytes: 1 },
    ];
    const metrics = buildPodMetrics('prod', pod('api', { containers }, usage));
    expect(metrics.memory.limit).toBeUndefined();
    expect(metrics.closeToLimit).toBe(true);
  });

  it('says nothing of use that nobody measured: that is not zero', () => {
    const { cpu, memory, timestampMs } = buildPodMetrics('prod', pod('api'));
    expect(cpu).toEqual({ request: 0.5, limit: 1 });
    expect([memory.used, timestampMs]).toEqual([undefined, undefined]);
  });

  it('does not take a part for the whole', () => {
    const usage = [{ name: 'app', cpuCores: 1 }, { name: 'log' }];
    expect(buildPodMetrics('prod', pod('api', {}, usage)).cpu.used).toBe(
      undefined,
    );
  });

  it.each([
    ['of a predecessor with the same name', { startedMs: NOW_MS - 4_999 }],
    ['of a predecessor while the pod waits', { phase: 'Pending' }],
    ['of a pod that has ended', { phase: 'Succeeded' }],
  ])('leaves out use %s', (_, data) => {
    const usage = [{ name: 'app', cpuCores: 1 }];
    const metrics = buildPodMetrics('prod', pod('api', data, usage));
    expect(metrics.cpu.used).toBeUndefined();
    expect(metrics.timestampMs).toBeUndefined();
  });
});

describe('buildNodeMetrics', () => {
  const nodeOf = (one: NodeInput, pods: PodInput[] = []) =>
    snapshotOf([one], pods).nodes[one.name];
  const usage = {
    timestampMs: 1,
    source: 'kubelet' as const,
    cpuCores: 1,
    memoryBytes: 4 * GB,
  };

  it('takes use from the collector before Kubernetes, where it has both figures', () => {
    const snapshot = {
      timestampMs: 2,
      cpu: { coreCount: 4, usedFraction: 0.5 },
      memory: { usedBytes: 8 * GB },
    };
    expect(nodeOf(node('n1', {}, { usage, snapshot }))).toMatchObject({
      source: 'node-collector',
      timestampMs: 2,
      cpu: { used: 2, usedFraction: 0.5 },
      memory: { used: 8 * GB, usedFraction: 0.5 },
    });
    const half = { ...snapshot, cpu: { coreCount: 4 } };
    expect(nodeOf(node('n1', {}, { usage, snapshot: half }))).toMatchObject({
      source: 'kubelet',
      cpu: { used: 1, usedFraction: 0.25 },
    });
    expect(nodeOf(node('n1', {}, { snapshot: half })).cpu.used).toBe(undefined);
    expect(nodeOf(node('n1', {}, { snapshot: half })).memory.used).toBe(8 * GB);
  });

  it('has left what its pods have not asked for, and never less than nothing', () => {
    const asks = pod('api');
    expect(nodeOf(node('n1'), [asks, asks]).cpu).toEqual({
      capacity: 4,
      allocatable: 4,
      requested: 1,
      limited: 2,
      available: 3,
    });
    const many = Array(9).fill(asks);
    expect(nodeOf(node('n1'), many).cpu.available).toBe(0);
  });

  it('is not pressed by one busy moment, but by a full disk', () => {
    const busy = nodeOf(node('n1', {}, { usage: { ...usage, cpuCores: 4 } }));
    expect([busy.pressures, busy.healthy]).toEqual([[], true]);
    const filesystem = { capacityBytes: 100, usedBytes: 85 };
    const full = nodeOf(node('n1', {}, { usage: { ...usage, filesystem } }));
    expect([full.pressures, full.healthy]).toEqual([['disk'], false]);
  });

  it.each([
    ['MemoryPressure', 'True', true],
    ['DiskPressure', 'True', true],
    ['PIDPressure', 'True', true],
    ['NetworkUnavailable', 'True', true],
    ['MemoryPressure', 'False', false],
    ['MemoryPressure', 'Unknown', false],
    ['KernelDeadlock', 'True', false],
  ])('%s %s presses: %s', (type, status, presses) => {
    const made = nodeOf(node('n1', { conditions: [ready, { type, status }] }));
    expect(made.pressures).toEqual(presses ? [type] : []);
    expect(made.healthy).toBe(!presses);
  });

  it('takes its disk from the collector, as df gives it, else from the kubelet', () => {
    const filesystem = { capacityBytes: 100, usedBytes: 30 };
    const root = { totalBytes: 100, usedBytes: 45, availableBytes: 45 };
    const filesystems = [
      { ...root, mount: '/data', usedBytes: 0 },
      { ...root, mount: '/' },
    ];
    const snapshot = { timestampMs: 1, filesystems };
    const both = { usage: { ...usage, filesystem }, snapshot };
    expect(nodeOf(node('n1', {}, both)).disk?.usedFraction).toBe(0.5);
    expect(
      nodeOf(node('n1', {}, { usage: both.usage })).disk?.usedFraction,
    ).toBe(0.3);
    expect(nodeOf(node('n1')).disk).toBeUndefined();
  });

  it('counts what goes through network cards, not what goes through virtual ones too', () => {
    const networks = [
      {
        ...{ virtual: false, receiveBytesPerSecond: 1 },
        transmitBytesPerSecond: 8,
      },
      { virtual: false, receiveBytesPerSecond: 2 },
      { virtual: true, receiveBytesPerSecond: 4 },
    ];
    const made = nodeOf(
      node('n1', {}, { snapshot: { timestampMs: 1, networks } }),
    );
    expect(made.network).toEqual({
      receiveBytesPerSecond: 3,
      transmitBytesPerSecond: 8,
    });
  });

  it('offers GPUs of its device plugin less those asked for, else says that there are none', () => {
    const gpus = { cpu: 4, memory: 16 * GB, pods: 110, 'nvidia.com/gpu': 4 };
    const asking = pod('train', {
      containers: [container({ requests: { 'nvidia.com/gpu': 3 } })],
    });
    const made = nodeOf(node('n1', { capacity: gpus, allocatable: gpus }), [
      asking,
    ]);
    expect(made.gpus).toMatchObject({ state: 'ok', count: 4, available: 1 });
    expect(nodeOf(node('n1')).gpus).toMatchObject({
      state: 'not_available',
      count: 0,
      available: 0,
    });
  });
});

describe('fitsConstraints', () => {
  const fits = (data: Partial<NodeInput['data']>, needs = {}) =>
    fitsConstraints(snapshotOf([node('n1', data)], [pod('a')]).nodes.n1, needs);

  it.each([
    // 4 cores less the 0.5 that the pod asks for; 16 GB less 1.
    [{ minCpuCores: 3.5 }, true],
    [{ minCpuCores: 3.51 }, false],
    [{ minMemoryBytes: 15 * GB }, true],
    [{ minMemoryBytes: 15 * GB + 1 }, false],
    [{ matchesLabels: () => false }, false],
    [{}, true],
  ])('%j: %s', (needs, expected) => {
    expect(fits({}, needs)).toBe(expected);
  });

  it('needs a node that is ready, takes pods and has room for one', () => {
    const full = { cpu: 4, memory: 16 * GB, pods: 1 };
    expect(fits({ ready: false })).toBe(false);
    expect(fits({ schedulable: false })).toBe(false);
    expect(fits({ allocatable: full })).toBe(false);
  });
});
