import { countGpus } from './gpuResources';
import type { PodTotals } from './sumPodsByNode';
import type {
  CapacityOf,
  NodeInput,
  NodeMetricsOf,
  NodeSnapshotInput,
  ProbeInput,
} from './types';

/** Conditions by which the kubelet or the network says that a node is in need, where they are True. */
export const PRESSURE_CONDITIONS: readonly string[] = [
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
];

/** What presses on a node while a rule about it fires. A forecast presses on nothing yet. */
const PRESSED_BY: Readonly<Record<string, string>> = {
  cpuUsedFraction: 'cpu',
  cpuPressureFraction: 'cpu',
  memoryUsedFraction: 'memory',
  memoryPressureFraction: 'memory',
  diskUsedFraction: 'disk',
  ioPressureFraction: 'disk',
  temperatureCelsius: 'temperature',
};

/**
 * A node with its capacity, what its pods ask for and what it uses.
 *
 * Use comes from the first source that measured both CPU and memory: the node collector (seconds
 * old), else metrics-server or the kubelet, whichever the agent reads. `pods` are the totals of all
 * pods of the node, whoever asks: they are figures of the node.
 */
export function buildNodeMetrics(
  cluster: string,
  node: NodeInput,
  context: {
    pods: PodTotals;
    probes: readonly ProbeInput[];
    /** Rules that fire for the node. */
    firing: readonly string[];
  },
): NodeMetricsOf {
  const { data, usage, snapshot } = node;
  const { requested, limited, running } = context.pods;
  const used = selectUse(node);
  const cpu = capacityOf(node, 'cpu', {
    used: used?.cpu,
    requested: requested.cpu,
    limited: limited.cpu,
  });
  const memory = capacityOf(node, 'memory', {
    used: used?.memory,
    requested: requested.memory,
    limited: limited.memory,
  });
  const pressures = pressuresOf(node, context.firing);
  return {
    cluster,
    node: node.name,
    timestampMs: used?.timestampMs,
    source: used?.source,
    cpu,
    memory,
    disk: diskOf(node),
    network: snapshot && networkOf(snapshot),
    probes: context.probes.filter(probe => probe.sourceNode === node.name),
    gpus: gpusOf(node, requested.gpus),
    custom: { ...usage?.custom },
    pods: { running, capacity: data.allocatable.pods ?? 0 },
    healthy: data.ready && pressures.length === 0,
    ready: data.ready,
    schedulable: data.schedulable,
    pressures,
    conditions: [...data.conditions],
    labels: { ...data.labels },
  };
}

type Use = Pick<NodeMetricsOf, 'timestampMs' | 'source'> & {
  cpu?: number;
  memory?: number;
};

function selectUse({ usage, snapshot }: NodeInput): Use | undefined {
  const { cpu, memory, timestampMs } = snapshot ?? {};
  const uses: Use[] = [
    {
      timestampMs,
      source: 'node-collector',
      cpu:
        cpu?.usedFraction === undefined
          ? undefined
          : cpu.usedFraction * cpu.coreCount,
      memory: memory?.usedBytes,
    },
    {
      timestampMs: usage?.timestampMs,
      source: usage?.source,
      cpu: usage?.cpuCores,
      memory: usage?.memoryBytes,
    },
  ];
  const has = (value?: number) => value !== undefined;
  return (
    uses.find(use => has(use.cpu) && has(use.memory)) ??
    uses.find(use => has(use.cpu) || has(use.memory))
  );
}

function capacityOf(
  { data }: NodeInput,
  resource: 'cpu' | 'memory',
  amounts: { used?: number; requested: number; limited: number },
): CapacityOf {
  const capacity = data.capacity[resource] ?? 0;
  const allocatable = data.allocatable[resource] ?? 0;
  const { used, requested, limited } = amounts;
  return {
    capacity,
    allocatable,
    used,
    usedFraction:
      used !== undefined && capacity > 0 ? used / capacity : undefined,
    requested,
    limited,
    available: Math.max(0, allocatable - requested),
  };
}

/** Names of the conditions that press, and of what rules say is pressed. */
function pressuresOf({ data }: NodeInput, firing: readonly string[]): string[] {
  const conditions = data.conditions
    .filter(
      one => one.status === 'True' && PRESSURE_CONDITIONS.includes(one.type),
    )
    .map(one => one.type);
  const pressed = firing.flatMap(rule => PRESSED_BY[rule] ?? []);
  return [...conditions, ...new Set(pressed)];
}

/** The file system of the node's root: the collector's, else the kubelet's. */
function diskOf({ usage, snapshot }: NodeInput): NodeMetricsOf['disk'] {
  const root = snapshot?.filesystems?.find(one => one.mount === '/');
  if (root && root.usedBytes + root.availableBytes > 0) {
    const { totalBytes: capacityBytes, usedBytes, availableBytes } = root;
    // As `df` gives it: what is reserved for root cannot be used by anybody else.
    const usedFraction = usedBytes / (usedBytes + availableBytes);
    return { capacityBytes, usedBytes, usedFraction };
  }
  const { capacityBytes = 0, usedBytes = 0 } = usage?.filesystem ?? {};
  return capacityBytes > 0
    ? { capacityBytes, usedBytes, usedFraction: usedBytes / capacityBytes }
    : undefined;
}

/** Of the network cards: what virtual interfaces carry passes through them, or never leaves the node. */
function networkOf({ networks }: NodeSnapshotInput): NodeMetricsOf['network'] {
  const cards = (networks ?? []).filter(one => !one.virtual);
  const sum = (
    field: 'receiveBytesPerSecond' | 'transmitBytesPerSecond',
  ): number | undefined => {
    const rates = cards
      .map(card => card[field])
      .filter(rate => rate !== undefined);
    return rates.length ? rates.reduce((a, b) => a + b, 0) : undefined;
  };
  return cards.length
    ? {
        receiveBytesPerSecond: sum('receiveBytesPerSecond'),
        transmitBytesPerSecond: sum('transmitBytesPerSecond'),
      }
    : undefined;
}

/** Offered by a device plugin, or seen by a source of their own; available is what can be asked for. */
function gpusOf(
  { data, usage }: NodeInput,
  requested: number,
): NodeMetricsOf['gpus'] {
  const devices = [...(usage?.gpus ?? [])];
  const count = countGpus(data.capacity) || devices.length;
  const available = Math.max(0, countGpus(data.allocatable) - requested);
  return count > 0
    ? { state: 'ok', count, available, devices }
    : {
        state: 'not_available',
        reason:
          'No device plugin offers GPUs on this node, and no source reports any',
        count,
        available,
        devices,
      };
}
