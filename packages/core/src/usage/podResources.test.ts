import { limitOfPod, requestOfPod } from './podResources';
import { sumPodsByNode } from './sumPodsByNode';
import type { ContainerInput, PodInput } from './types';

const container = (
  name: string,
  cpu: { request?: number; limit?: number },
  kind: Partial<ContainerInput> = {},
): ContainerInput => ({
  name,
  ready: true,
  restarts: 0,
  state: 'running',
  ...(cpu.request !== undefined && { requests: { cpu: cpu.request } }),
  ...(cpu.limit !== undefined && { limits: { cpu: cpu.limit } }),
  ...kind,
});
const INIT = { init: true };
const SIDECAR = { init: true, sidecar: true };

const pod = (
  containers: ContainerInput[],
  data: Partial<PodInput['data']> = {},
): PodInput => ({
  namespace: 'shop',
  name: 'api-1',
  data: { ready: true, restarts: 0, phase: 'Running', containers, ...data },
});

describe('requestOfPod', () => {
  // Worked by hand after the rules of kubernetes.io/docs/concepts/workloads/pods/sidecar-containers.
  it.each([
    ['sums containers', [[1], [2]], 3],
    ['takes the greatest init container', [[4, INIT], [2, INIT], [1], [2]], 4],
    ['takes the containers where they need more', [[2, INIT], [1], [2]], 3],
    ['adds a sidecar to the containers', [[1, SIDECAR], [1], [2]], 4],
    [
      'adds a sidecar to the init containers after it',
      [[1, SIDECAR], [4, INIT], [1], [2]],
      5,
    ],
    [
      'does not add a sidecar to the init containers before it',
      [[4, INIT], [1, SIDECAR], [1], [1]],
      4,
    ],
    [
      'adds every sidecar that runs by then',
      [[1, SIDECAR], [3, INIT], [2, SIDECAR], [3, INIT], [1]],
      6,
    ],
  ] as [string, [number, Partial<ContainerInput>?][], number][])(
    '%s',
    (_, containers, expected) => {
      const made = containers.map(([request, kind], i) =>
        container(`c${i}`, { request }, kind),
      );
      expect(requestOfPod(pod(made), 'cpu')).toBe(expected);
    },
  );

  it('adds the overhead of the runtime class', () => {
    const data = { overhead: { cpu: 0.25 } };
    const made = pod([container('a', { request: 1 })], data);
    expect(requestOfPod(made, 'cpu')).toBe(1.25);
    expect(requestOfPod(pod([], data), 'cpu')).toBe(0.25);
  });

  it('is absent, not zero, where nothing asks', () => {
    expect(requestOfPod(pod([container('a', {})]), 'cpu')).toBeUndefined();
    expect(requestOfPod(pod([]), 'cpu')).toBeUndefined();
  });
});

describe('limitOfPod', () => {
  it.each([
    ['sums containers and sidecars', [[1], [2, SIDECAR]], 3],
    ['is absent where one has none', [[1], [undefined]], undefined],
    ['leaves init containers out', [[8, INIT], [1]], 1],
    ['is no lower for an init container without', [[undefined, INIT], [1]], 1],
    ['is absent without containers', [], undefined],
  ] as [string, [number?, Partial<ContainerInput>?][], number?][])(
    '%s',
    (_, containers, expected) => {
      const made = containers.map(([limit, kind], i) =>
        container(`c${i}`, { limit }, kind),
      );
      expect(limitOfPod(pod(made), 'cpu')).toBe(expected);
    },
  );
});

describe('sumPodsByNode', () => {
  it('counts what was assigned and has not ended', () => {
    const asks = [container('a', { request: 1, limit: 2 })];
    const totals = sumPodsByNode([
      pod(asks, { nodeName: 'n1' }),
      pod(asks, { nodeName: 'n1', phase: 'Pending' }),
      pod(asks, { nodeName: 'n1', phase: 'Succeeded' }),
      pod(asks, { nodeName: 'n1', phase: 'Failed' }),
      pod(asks, { nodeName: 'n2' }),
      pod(asks, {}),
    ]);
    expect([...totals.keys()].sort()).toEqual(['n1', 'n2']);
    expect(totals.get('n1')).toEqual({
      running: 1,
      requested: { cpu: 2, memory: 0, gpus: 0 },
      limited: { cpu: 4, memory: 0 },
    });
  });

  it('counts GPUs of all makes, whole and in slices, and nothing else', () => {
    const asking = (requests: Record<string, number>) =>
      pod([{ ...container('a', {}), requests }], { nodeName: 'n1' });
    const totals = sumPodsByNode([
      asking({ 'nvidia.com/gpu': 2 }),
      asking({ 'amd.com/gpu': 1 }),
      asking({ 'gpu.intel.com/i915': 1, 'nvidia.com/mig-1g.5gb': 3 }),
      asking({ 'example.com/gpus': 9, 'hugepages-2Mi': 9 }),
    ]);
    expect(totals.get('n1')?.requested.gpus).toBe(7);
  });
});

describe('resources of a pod as a whole', () => {
  // kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources
  const one = container('one', { request: 1, limit: 2 });
  const none = container('none', {});
  const init = container('init', { request: 9 }, INIT);

  it.each([
    ['alone', [none], { requests: { cpu: 3 } }, 3],
    ['before their containers', [one], { requests: { cpu: 3 } }, 3],
    ['below their containers', [one], { requests: { cpu: 0.5 } }, 0.5],
    ['before an init container', [one, init], { requests: { cpu: 3 } }, 3],
    ['of another resource', [one], { requests: { memory: 3 } }, 1],
    ['of nothing', [none], { requests: { memory: 3 } }, undefined],
    ['of 0, which is none', [one], { requests: { cpu: 0 } }, 1],
    ['with overhead', [one], { requests: { cpu: 3 }, overhead: { cpu: 1 } }, 4],
  ] as [string, ContainerInput[], Partial<PodInput['data']>, number?][])(
    'are asked for %s',
    (_, containers, data, expected) => {
      expect(requestOfPod(pod(containers, data), 'cpu')).toBe(expected);
    },
  );

  it.each([
    ['where no container has one', [none], { limits: { cpu: 4 } }, 4],
    ['before those of containers', [one], { limits: { cpu: 4 } }, 4],
    ['not for another resource', [none], { limits: { memory: 4 } }, undefined],
  ] as [string, ContainerInput[], Partial<PodInput['data']>, number?][])(
    'limit %s',
    (_, containers, data, expected) => {
      expect(limitOfPod(pod(containers, data), 'cpu')).toBe(expected);
    },
  );
});
