import type { MetricsSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  buildMetricsSnapshot,
  type NodeInput,
  type PodInput,
  type SourceInput,
  type WorkloadInput,
} from '@atlhyper/core';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { UsageManager } from './UsageManager';

/** The cluster's objects and what they use, put together as the API gives it. */
export function readClusterMetrics(input: {
  cluster: string;
  timestampMs: number;
  store: ResourceStore;
  usage: UsageManager;
  sources: readonly SourceInput[];
}): MetricsSnapshot {
  const { cluster, timestampMs, store, usage, sources } = input;
  const nodes: NodeInput[] = [];
  for (const { resource } of store.list('node')) {
    const { name } = resource;
    const used = usage.node(name);
    // The shape is that of our own trimming.
    const data = resource.data as unknown as NodeInput['data'];
    nodes.push({ name, data, ...(used && { usage: used }) });
  }
  const pods: PodInput[] = [];
  for (const { resource } of store.list('pod')) {
    const { name, namespace = 'default' } = resource;
    const used = usage.pod(namespace, name);
    const data = resource.data as unknown as PodInput['data'];
    pods.push({ namespace, name, data, ...(used && { usage: used }) });
  }
  const workloads = (
    ['deployment', 'statefulset', 'daemonset'] as const
  ).flatMap(kind =>
    [...store.list(kind)].map(({ resource }): WorkloadInput => {
      const { name, namespace = 'default' } = resource;
      const data = resource.data as unknown as WorkloadInput['data'];
      return { kind, namespace, name, data };
    }),
  );
  return buildMetricsSnapshot({
    cluster,
    timestampMs,
    nodes,
    pods,
    workloads,
    probes: [...usage.probes()],
    sources,
  });
}
