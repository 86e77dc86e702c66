import type {
  NetworkProbe,
  NodeUsage,
  PodUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeFigures, UsageReading } from './MetricsSource';

type Kept<T> = { value: T; source: string; receivedMs: number };

/**
 * The newest figures of every pod, node and pair of nodes. What was received longer ago than the
 * retention is not given any more.
 */
export class UsageCache {
  private readonly pods = new Map<string, Kept<PodUsage>>();
  /** By node and source. */
  private readonly nodes = new Map<string, Map<string, Kept<NodeFigures>>>();
  private readonly networkProbes = new Map<string, Kept<NetworkProbe>>();

  constructor(
    private readonly retentionMs: number,
    private readonly nowMs: () => number,
  ) {}

  /** Takes what a source found; a complete reading replaces all that it gave before. */
  record(source: string, reading: UsageReading): void {
    const receivedMs = this.nowMs();
    if (reading.complete) this.forgetSource(source);
    for (const value of reading.pods) {
      this.pods.set(`${value.namespace}/${value.name}`, {
        value,
        source,
        receivedMs,
      });
    }
    for (const [node, value] of reading.nodes) {
      const parts = this.nodes.get(node) ?? new Map();
      this.nodes.set(node, parts.set(source, { value, source, receivedMs }));
    }
    this.forgetOld();
  }

  recordProbe(probe: NetworkProbe): void {
    this.networkProbes.set(`${probe.sourceNode} ${probe.targetNode}`, {
      value: probe,
      source: probe.sourceNode,
      receivedMs: this.nowMs(),
    });
  }

  pod(namespace: string, name: string): PodUsage | undefined {
    return this.fresh(this.pods.get(`${namespace}/${name}`));
  }

  /** What all sources know of a node, put together. */
  node(name: string): NodeUsage | undefined {
    const parts = [...(this.nodes.get(name)?.values() ?? [])].flatMap(
      kept => this.fresh(kept) ?? [],
    );
    return parts.length > 0 ? merge(name, parts) : undefined;
  }

  /** What one source knows of the nodes. */
  *nodeFigures(source: string): Generator<[node: string, NodeFigures]> {
    for (const [node, parts] of this.nodes) {
      const figures = this.fresh(parts.get(source));
      if (figures) yield [node, figures];
    }
  }

  *podUsages(): Generator<PodUsage> {
    for (const kept of this.pods.values()) {
      const usage = this.fresh(kept);
      if (usage) yield usage;
    }
  }

  *nodeUsages(): Generator<NodeUsage> {
    for (const name of this.nodes.keys()) {
      const usage = this.node(name);
      if (usage) yield usage;
    }
  }

  *probes(): Generator<NetworkProbe> {
    for (const kept of this.networkProbes.values()) {
      const probe = this.fresh(kept);
      if (probe) yield probe;
    }
  }

  private fresh<T>(kept: Kept<T> | undefined): T | undefined {
    return kept && this.nowMs() - kept.receivedMs <= this.retentionMs
      ? kept.value
      : undefined;
  }

  private forgetSource(source: string): void {
    for (const [key, kept] of this.pods) {
      if (kept.source === source) this.pods.delete(key);
    }
    for (const [node, parts] of this.nodes) {
      parts.delete(source);
      if (parts.size === 0) this.nodes.delete(node);
    }
  }

  private forgetOld(): void {
    for (const map of [this.pods, this.networkProbes, ...this.nodes.values()]) {
      for (const [key, kept] of map as Map<string, Kept<unknown>>) {
        if (this.fresh(kept) === undefined) map.delete(key);
      }
    }
    for (const [node, parts] of this.nodes) {
      if (parts.size === 0) this.nodes.delete(node);
    }
  }
}

function merge(node: string, parts: readonly NodeFigures[]): NodeUsage {
  const custom = Object.assign({}, ...parts.map(part => part.custom ?? {}));
  const gpus = parts.flatMap(part => part.gpus ?? []).slice(0, 64);
  return {
    ...Object.assign({}, ...parts),
    node,
    timestampMs: Math.max(...parts.map(part => part.timestampMs)),
    ...(gpus.length > 0 && { gpus }),
    ...(Object.keys(custom).length > 0 && {
      custom: Object.fromEntries(Object.entries(custom).slice(0, 64)),
    }),
  };
}
