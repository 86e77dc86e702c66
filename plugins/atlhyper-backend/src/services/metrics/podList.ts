import type {
  PodMetrics,
  PodSort,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PodsFilter } from './MetricsService';

/** Where a pod stands in a list: after it the next page begins. */
export type PodPosition = {
  name: string;
  namespace: string;
  /** What is sorted by before the name; null where the pod does not have it. */
  value: number | null;
};

/** What lists of pods are sorted by before the name; greatest first, those without it last. */
const SORT_VALUES: Record<
  PodSort,
  (pod: PodMetrics) => number | null | undefined
> = {
  name: () => null,
  '-cpu': pod => pod.cpu.used,
  '-memory': pod => pod.memory.used,
  '-restarts': pod => pod.restarts,
  '-memory_of_limit': pod => greatestOfLimit(pod, 'memory'),
  '-cpu_of_limit': pod => greatestOfLimit(pod, 'cpu'),
};

/** Filters that take what was computed of a pod. */
export type PodTest = Pick<
  PodsFilter,
  | 'phase'
  | 'running'
  | 'ready'
  | 'close_to_limit'
  | 'min_memory_of_limit'
  | 'min_cpu_of_limit'
>;

/** Whether a pod is among those asked for. */
export function meetsPodTest(pod: PodMetrics, test: PodTest): boolean {
  const { phase, running, ready, close_to_limit: closeToLimit } = test;
  const isAtLeast = (resource: 'cpu' | 'memory', least?: number) =>
    least === undefined || (greatestOfLimit(pod, resource) ?? -1) >= least;
  return (
    (phase === undefined || pod.phase === phase) &&
    (running === undefined || isRunning(pod) === running) &&
    (ready === undefined || isReady(pod) === ready) &&
    (closeToLimit === undefined || pod.closeToLimit === closeToLimit) &&
    isAtLeast('memory', test.min_memory_of_limit) &&
    isAtLeast('cpu', test.min_cpu_of_limit)
  );
}

/** What neither runs nor ended well is not running; what ended well is neither. */
function isRunning(pod: PodMetrics): boolean | undefined {
  return pod.phase === 'Succeeded' ? undefined : pod.phase === 'Running';
}

/** A pod that crash-loops runs by its phase, but is not ready; what ended well is neither. */
function isReady(pod: PodMetrics): boolean | undefined {
  return pod.phase === 'Succeeded' ? undefined : pod.ready;
}

/** Of the pod or of that of its containers that is closest to its own. */
function greatestOfLimit(
  pod: PodMetrics,
  resource: 'cpu' | 'memory',
): number | undefined {
  let greatest = pod[resource].ofLimitFraction;
  for (const container of pod.containers) {
    const fraction = container[resource].ofLimitFraction;
    if (fraction !== undefined && fraction > (greatest ?? -1)) {
      greatest = fraction;
    }
  }
  return greatest;
}

/** The pods after a position, in order. */
export function sortPods(
  pods: readonly PodMetrics[],
  sort: PodSort,
  after?: PodPosition,
): { pod: PodMetrics; position: PodPosition }[] {
  const placed = pods.map(pod => ({
    pod,
    position: {
      name: pod.name,
      namespace: pod.namespace,
      value: SORT_VALUES[sort](pod) ?? null,
    },
  }));
  return placed
    .filter(one => !after || comparePositions(one.position, after) > 0)
    .sort((a, b) => comparePositions(a.position, b.position));
}

function comparePositions(a: PodPosition, b: PodPosition): number {
  const values = (b.value ?? -Infinity) - (a.value ?? -Infinity);
  return (
    (Number.isNaN(values) ? 0 : values) ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.namespace, b.namespace)
  );
}

/** As the database compares them: names of Kubernetes are ASCII, whose bytes are their code units. */
function compareTexts(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
