import { amountOf, isFinished, limitOfPod, requestOfPod } from './podResources';
import type {
  ContainerInput,
  ContainerMetricsOf,
  PodInput,
  PodMetricsOf,
  PodUsageInput,
  UsageOf,
} from './types';

/**
 * A pod or container is close to its limit from this share of it on. For memory the next step is an
 * OOM kill, for CPU it is throttled at the limit; 90 % is what users ask for ("which pods use more
 * than 90 % of their memory limit?") and leaves a margin of one scrape.
 */
export const CLOSE_TO_LIMIT = 0.9;

/**
 * A pod with what it uses against what was asked for it.
 *
 * Figures of a pod are sums over its containers, and absent where one of the measured containers
 * lacks the figure: a part would look like all of it. Its share of a limit is that of its tightest
 * container, with the name: a limit kills or throttles a container, not a pod. Use that was measured before the pod started, or
 * while it waits for a node, is that of a predecessor with the same name, and left out, as is any use of a pod that has ended.
 */
export function buildPodMetrics(cluster: string, pod: PodInput): PodMetricsOf {
  const { phase, nodeName, ready, restarts, startedMs } = pod.data;
  const usage = usageOfThis(pod);
  const containers = (pod.data.containers ?? []).map(container =>
    toContainerMetrics(container, usage),
  );
  const figuresOf = (
    resource: 'cpu' | 'memory',
    amounts: readonly (number | undefined)[] | undefined,
  ) =>
    withTightest(
      toUsage(
        sumOf(amounts),
        requestOfPod(pod, resource),
        limitOfPod(pod, resource),
      ),
      containers.map(one => ({ name: one.name, usage: one[resource] })),
    );
  const cpu = figuresOf(
    'cpu',
    usage?.containers.map(c => c.cpuCores),
  );
  const memory = figuresOf(
    'memory',
    usage?.containers.map(c => c.memoryBytes),
  );
  return {
    cluster,
    namespace: pod.namespace,
    name: pod.name,
    node: nodeName,
    timestampMs: usage?.timestampMs,
    source: usage?.source,
    phase,
    ready,
    restarts,
    startedMs,
    cpu,
    memory,
    closeToLimit:
      isClose(cpu, memory) || containers.some(one => one.closeToLimit),
    containers,
  };
}

function usageOfThis(pod: PodInput): PodUsageInput | undefined {
  const { usage } = pod;
  const { phase, startedMs } = pod.data;
  const hasBegun = startedMs !== undefined || phase !== 'Pending';
  const isOfAnother =
    usage !== undefined && (!hasBegun || usage.timestampMs < (startedMs ?? 0));
  return isFinished(pod) || isOfAnother ? undefined : usage;
}

function toContainerMetrics(
  container: ContainerInput,
  usage: PodUsageInput | undefined,
): ContainerMetricsOf {
  const { name, requests, limits, lastTermination } = container;
  const used = usage?.containers.find(one => one.name === name);
  const figuresOf = (resource: string, amount: number | undefined) =>
    toUsage(amount, amountOf(requests, resource), amountOf(limits, resource));
  const cpu = figuresOf('cpu', used?.cpuCores);
  const memory = figuresOf('memory', used?.memoryBytes);
  return {
    name,
    cpu,
    memory,
    closeToLimit: isClose(cpu, memory),
    ready: container.ready,
    restarts: container.restarts,
    state: container.state,
    reason: container.reason,
    lastTermination: lastTermination && {
      reason: lastTermination.reason,
      exitCode: lastTermination.exitCode,
      finishedMs: lastTermination.finishedMs,
    },
  };
}

function toUsage(
  used: number | undefined,
  request: number | undefined,
  limit: number | undefined,
): UsageOf {
  return {
    used,
    request,
    limit,
    ofRequestFraction: shareOf(used, request),
    ofLimitFraction: shareOf(used, limit),
  };
}

/** Where no container has a limit that it is measured against, a limit of the pod itself counts. */
function withTightest(
  pod: UsageOf,
  containers: readonly { name: string; usage: UsageOf }[],
): UsageOf {
  let tightest: { name: string; share: number } | undefined;
  for (const { name, usage } of containers) {
    const share = usage.ofLimitFraction;
    if (share !== undefined && share > (tightest?.share ?? -1)) {
      tightest = { name, share };
    }
  }
  return tightest
    ? {
        ...pod,
        ofLimitFraction: tightest.share,
        tightestContainer: tightest.name,
      }
    : pod;
}

function shareOf(
  used: number | undefined,
  whole: number | undefined,
): number | undefined {
  return used !== undefined && whole ? used / whole : undefined;
}

function isClose(...figures: readonly UsageOf[]): boolean {
  return figures.some(one => (one.ofLimitFraction ?? 0) >= CLOSE_TO_LIMIT);
}

/** Absent where there is nothing to sum, or a part of it is not known. */
function sumOf(
  values: readonly (number | undefined)[] | undefined,
): number | undefined {
  return values?.length && values.every(value => value !== undefined)
    ? values.reduce((sum, value) => sum + value, 0)
    : undefined;
}
