import { parseQuantity } from '@atlhyper/core';
import type { KubeObject } from '../kube/KubeObject';
import { hashText, hashUnit } from '../truth/hashUnit';
import { nodeUsage } from '../truth/nodeUsage';
import type { World } from '../truth/World';
import type { ServiceLoad } from './ServiceLoad';

const MIB = 1_048_576;
const GIB = 1_073_741_824;
/** What a node's own processes always take. */
const SYSTEM = { cores: 0.12, memoryBytes: 900 * MIB };
/** A container that asks for nothing is small. */
const UNASKED = { cores: 0.05, memoryBytes: 96 * MIB };
/** Of what a node uses as a whole, pods have at most this share. */
const PODS_SHARE = 0.85;
/** The pod that the demo shows as close to its limit stays between these. */
const NEARLY_FULL = { least: 0.92, most: 0.97 };
const USUAL_MOST = 0.82;
/** So long a container's memory rises until its runtime gives some back. */
const GARBAGE_MS = 11 * 60_000;

export type ContainerFigures = {
  name: string;
  cpuCores: number;
  memoryBytes: number;
};
export type PodFigures = {
  pod: KubeObject;
  containers: ContainerFigures[];
};
export type NodeFigures = { cpuCores: number; memoryBytes: number };

type Container = {
  name: string;
  restartPolicy?: string;
  resources?: {
    requests?: Record<string, string>;
    limits?: Record<string, string>;
  };
};

/**
 * What containers and nodes use: a function of the scenario's truth, the objects and the time.
 *
 * CPU moves with the requests that the container's service really got, relative to what it asks
 * for; memory rises and falls below its limit. What the pods of a node leave of the use that its
 * /proc shows is its own.
 */
export class ContainerUse {
  private readonly nearlyFull: string | undefined;

  constructor(
    private readonly world: World,
    private readonly load: ServiceLoad,
  ) {
    const services = world.scenario.services.filter(
      ({ kind, resources }) =>
        kind === 'StatefulSet' && resources?.limits.memory,
    );
    const last = services[services.length - 1];
    this.nearlyFull = last && `${last.namespace}/${last.name}-0`;
  }

  /** Of the pods that run; those that are measured on a node add up to less than the node's use. */
  pods(pods: readonly KubeObject[], timeMs: number): PodFigures[] {
    const running = pods
      .map(pod => ({ pod, containers: this.containers(pod, timeMs) }))
      .filter(({ containers }) => containers.length > 0);
    const cores = new Map<string, number>();
    for (const { pod, containers } of running) {
      const node = pod.spec.nodeName;
      const own = containers.reduce((sum, c) => sum + c.cpuCores, 0);
      cores.set(node, (cores.get(node) ?? 0) + own);
    }
    return running.map(({ pod, containers }) => {
      const node = pod.spec.nodeName;
      const room =
        PODS_SHARE * (this.usageOf(node, timeMs)?.cpuCores ?? Infinity);
      const share = Math.min(1, room / (cores.get(node) || 1));
      return {
        pod,
        containers: containers.map(container => ({
          ...container,
          cpuCores: container.cpuCores * share,
        })),
      };
    });
  }

  /** What a node uses as a whole; `undefined` for one that the scenario does not have. */
  node(
    name: string,
    pods: readonly PodFigures[],
    timeMs: number,
  ): NodeFigures | undefined {
    const whole = this.usageOf(name, timeMs);
    if (!whole) return undefined;
    const containers = pods
      .filter(({ pod }) => pod.spec.nodeName === name)
      .flatMap(pod => pod.containers);
    const sum = (of: (figures: ContainerFigures) => number) =>
      containers.reduce((total, figures) => total + of(figures), 0);
    return {
      cpuCores: Math.max(whole.cpuCores, sum(c => c.cpuCores) + SYSTEM.cores),
      memoryBytes: Math.max(
        whole.memoryBytes,
        sum(c => c.memoryBytes) + SYSTEM.memoryBytes,
      ),
    };
  }

  /** As the node's collector sees it in /proc. */
  private usageOf(name: string, timeMs: number): NodeFigures | undefined {
    const node = this.world.scenario.nodes.find(n => n.name === name);
    if (!node) return undefined;
    const usage = nodeUsage(this.world, node, timeMs);
    return {
      cpuCores: usage.cpuFraction * node.cores,
      memoryBytes: usage.memoryFraction * node.memoryGiB * GIB,
    };
  }

  private containers(pod: KubeObject, timeMs: number): ContainerFigures[] {
    if (pod.status?.phase !== 'Running') return [];
    const { namespace = '', name } = pod.metadata;
    const service = pod.metadata.labels?.['app.kubernetes.io/name'] ?? '';
    const load = this.load.at(namespace, service, timeMs);
    const spec: Container[] = [
      ...(pod.spec.containers ?? []),
      ...(pod.spec.initContainers ?? []).filter(
        (c: Container) => c.restartPolicy === 'Always',
      ),
    ];
    return spec
      .filter(container => isRunning(pod, container.name, timeMs))
      .map(container => {
        const key = hashText(
          `${this.world.seed} ${namespace}/${name} ${container.name}`,
        );
        const isFull = this.nearlyFull === `${namespace}/${name}`;
        return {
          name: container.name,
          cpuCores: coresOf(container, key, load, timeMs),
          memoryBytes: memoryOf(container, key, isFull, load, timeMs),
        };
      });
  }
}

/** Measured from the second interval on, as a real one is. */
function isRunning(pod: KubeObject, name: string, timeMs: number): boolean {
  const statuses = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.initContainerStatuses ?? []),
  ];
  const started = statuses.find(status => status.name === name)?.state?.running
    ?.startedAt;
  return started !== undefined && Date.parse(started) <= timeMs - 15_000;
}

function coresOf(
  { resources }: Container,
  key: number,
  load: number | undefined,
  timeMs: number,
): number {
  const request = amountOf(resources?.requests?.cpu);
  const limit = amountOf(resources?.limits?.cpu);
  const usual = request ?? (limit === undefined ? UNASKED.cores : limit / 2);
  const own = 0.4 + 0.3 * hashUnit(key, 1);
  const noise = 0.9 + 0.2 * hashUnit(key, Math.floor(timeMs / 15_000), 2);
  // Something is always to do: a fifth of the usual without a single request.
  const cores = usual * own * (0.2 + 0.8 * (load ?? 1)) * noise;
  return Math.min(cores, limit ?? Infinity);
}

function memoryOf(
  { resources }: Container,
  key: number,
  isFull: boolean,
  load: number | undefined,
  timeMs: number,
): number {
  const request = amountOf(resources?.requests?.memory);
  const limit = amountOf(resources?.limits?.memory);
  const most = limit ?? (request ? request * 1.5 : UNASKED.memoryBytes);
  const period = GARBAGE_MS * (1 + hashUnit(key, 3));
  const risen = ((timeMs + hashUnit(key, 4) * period) % period) / period;
  if (isFull) {
    const { least, most: highest } = NEARLY_FULL;
    return Math.round(most * (least + (highest - least) * risen));
  }
  const own = 0.4 + 0.25 * hashUnit(key, 5);
  const share = own + 0.08 * risen + 0.04 * Math.min(2, load ?? 1);
  return Math.round(most * Math.min(USUAL_MOST, share));
}

function amountOf(quantity: string | undefined): number | undefined {
  return quantity === undefined ? undefined : parseQuantity(quantity);
}
