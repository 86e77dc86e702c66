import type {
  ContainerData,
  NodeData,
  NodeSnapshot,
  Resource,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { nodeData } from './examples';

export const GB = 1e9;

/** A container that asks for half a core and 1 GB, and may have one core and 2 GB. */
function containerOf(overrides: Partial<ContainerData> = {}): ContainerData {
  return {
    name: 'app',
    ready: true,
    restarts: 0,
    state: 'running',
    requests: { cpu: 0.5, memory: 1 * GB },
    limits: { cpu: 1, memory: 2 * GB },
    ...overrides,
  };
}

/** A pod of `namespace/name` on a node. */
export function podOf(
  key: string,
  data: Partial<Resource['data']> = {},
): Resource {
  const [namespace, name] = key.split('/');
  return {
    kind: 'pod',
    namespace,
    name,
    uid: `uid-${key}`,
    resourceVersion: '1',
    data: {
      labels: {},
      phase: 'Running',
      nodeName: 'node-1',
      ready: true,
      restarts: 0,
      containers: [containerOf()] as any,
      ...(data as any),
    },
  };
}

/** A node with 4 cores and 16 GB. */
export function nodeOf(
  name: string,
  overrides: Partial<NodeData> = {},
): Resource {
  return {
    kind: 'node',
    name,
    uid: `uid-${name}`,
    resourceVersion: '1',
    data: nodeData(overrides) as any,
  };
}

/** What the only container of each pod uses: `namespace/name` → cores and GB. */
export function podUsages(
  figures: Record<string, [number, number]>,
  timestampMs: number,
): Usage['pods'] {
  return Object.entries(figures).map(([key, [cpuCores, gigabytes]]) => {
    const [namespace, name] = key.split('/');
    const memoryBytes = Math.round(gigabytes * GB);
    return {
      namespace,
      name,
      timestampMs,
      source: 'metrics-server',
      containers: [{ name: 'app', cpuCores, memoryBytes }],
    };
  });
}

/**
 * A small cluster with a bit of everything.
 *
 * node-1 is at ease, seen by a collector. node-2 reports memory pressure. node-3 is busy: 3.2 of 4
 * cores. node-4 is not ready. Of eight pods five run, one ended well, one waits for a node and one
 * failed; my-pod is killed again and again for want of memory, close-1 is close to its limit.
 */
export function exampleCluster(nowMs: number) {
  const pods = [
    podOf('default/web-1'),
    podOf('default/web-2', { nodeName: 'node-3' }),
    podOf('default/done', { phase: 'Succeeded', nodeName: 'node-3' }),
    podOf('shop/xyz', { nodeName: 'node-3' }),
    podOf('shop/close-1', { nodeName: 'node-2' }),
    podOf('shop/my-pod', {
      ready: false,
      restarts: 17,
      containers: [
        containerOf({
          ready: false,
          restarts: 17,
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          lastTermination: {
            reason: 'OOMKilled',
            exitCode: 137,
            finishedMs: nowMs - 60_000,
          },
        }),
      ] as any,
    }),
    podOf('shop/waits', {
      phase: 'Pending',
      ready: false,
      nodeName: undefined,
      containers: [containerOf({ ready: false, state: 'waiting' })] as any,
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          sinceMs: nowMs - 600_000,
        },
      ],
    }),
    podOf('shop/failed', { phase: 'Failed', ready: false }),
  ];
  delete pods[6].data.nodeName;
  const notReady = [{ type: 'Ready', status: 'Unknown' }];
  const nodes = [
    nodeOf('node-1', { labels: { zone: 'a' } }),
    nodeOf('node-2', {
      labels: { zone: 'b' },
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'MemoryPressure', status: 'True' },
      ],
    }),
    nodeOf('node-3', { labels: { zone: 'b' } }),
    nodeOf('node-4', { ready: false, conditions: notReady }),
  ];
  const measured = (node: string, cpuCores: number, gigabytes: number) => ({
    node,
    timestampMs: nowMs - 10_000,
    source: 'metrics-server' as const,
    cpuCores,
    memoryBytes: gigabytes * GB,
  });
  const snapshot: NodeSnapshot = {
    node: 'node-1',
    timestampMs: nowMs - 5_000,
    cpu: { coreCount: 4, usedFraction: 0.25 },
    memory: {
      totalBytes: 16 * GB,
      usedBytes: 4 * GB,
      availableBytes: 12 * GB,
    },
  };
  const usage: Usage = {
    nodes: [
      measured('node-1', 2, 2),
      measured('node-2', 1, 12),
      measured('node-3', 3.2, 8),
    ],
    pods: podUsages(
      {
        'default/web-1': [0.25, 0.5],
        'default/web-2': [0.5, 1],
        'shop/xyz': [0.75, 1.5],
        'shop/close-1': [0.1, 1.9],
        'shop/my-pod': [0, 1.2],
      },
      nowMs - 10_000,
    ),
    probes: [],
  };
  return {
    nodes: [snapshot],
    usage,
    resources: {
      generation: 1,
      complete: true,
      deletes: [],
      upserts: [...nodes, ...pods],
    },
  };
}
