import type { ContainerData } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTimeMs,
  type Json,
} from '../KubeObject';
import { greatestAmounts } from './amounts';

/**
 * The containers of a pod in the order in which they start: those that initialise it first.
 *
 * Their environment, commands and arguments are left out, and so are the messages of waiting and
 * ended ones: a program writes there what it likes, and a runtime quotes the command it could not run.
 */
export function containersOf(pod: Json): ContainerData[] {
  const spec = asObject(pod.spec);
  const status = asObject(pod.status);
  const infeasible = asObjects(status.conditions).some(
    ({ type, status: is, reason }) =>
      type === 'PodResizePending' && is === 'True' && reason === 'Infeasible',
  );
  return [
    ...toContainers(spec.initContainers, status.initContainerStatuses, {
      init: true,
      infeasible,
    }),
    ...toContainers(spec.containers, status.containerStatuses, {
      init: false,
      infeasible,
    }),
  ];
}

function toContainers(
  containers: unknown,
  statuses: unknown,
  { init, infeasible }: { init: boolean; infeasible: boolean },
): ContainerData[] {
  const byName = new Map(asObjects(statuses).map(s => [s.name, s]));
  return asObjects(containers).flatMap(container => {
    const name = asText(container.name);
    if (!name) return [];
    const ports = portsOf(container.ports);
    return {
      name,
      image: asText(container.image),
      ...(init && { init }),
      ...(init && container.restartPolicy === 'Always' && { sidecar: true }),
      ...resourcesOf(container, asObject(byName.get(name)), infeasible),
      ...(ports.length > 0 && { ports }),
      ...fareOf(byName.get(name)),
    };
  });
}

/**
 * While a running container is resized the scheduler keeps the greater of what it has and what it
 * shall have; where the node can never give that, what it has.
 * https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
 */
function resourcesOf(
  container: Json,
  status: Json,
  infeasible: boolean,
): Pick<ContainerData, 'requests' | 'limits'> {
  const wanted = asObject(container.resources);
  const actual = asObject(status.resources);
  const shall = (amounts: unknown, has: unknown) =>
    infeasible && has !== undefined ? undefined : amounts;
  return {
    requests: greatestAmounts([
      shall(wanted.requests, actual.requests),
      actual.requests,
      status.allocatedResources,
    ]),
    limits: greatestAmounts([
      shall(wanted.limits, actual.limits),
      actual.limits,
    ]),
  };
}

function portsOf(ports: unknown): NonNullable<ContainerData['ports']> {
  return asObjects(ports).flatMap(port => {
    const number = asNumber(port.containerPort);
    if (number === undefined) return [];
    return {
      name: asText(port.name) || undefined,
      port: number,
      protocol: asText(port.protocol),
    };
  });
}

/** How a container fares. One without a status was not begun, so it waits. */
function fareOf(
  status: Json | undefined,
): Pick<
  ContainerData,
  | 'ready'
  | 'restarts'
  | 'state'
  | 'reason'
  | 'exitCode'
  | 'startedMs'
  | 'lastTermination'
> {
  const { name, now } = stateOf(asObject(status?.state));
  return {
    ready: status?.ready === true,
    restarts: Math.max(0, asNumber(status?.restartCount) ?? 0),
    state: name,
    reason: asText(now.reason) || undefined,
    exitCode: asNumber(now.exitCode),
    startedMs: asTimeMs(now.startedAt),
    lastTermination: terminationOf(asObject(status?.lastState).terminated),
  };
}

/** Of the three one is set; none is the same as waiting (core/v1, ContainerState). */
function stateOf(state: Json): { name: ContainerData['state']; now: Json } {
  if (state.running) return { name: 'running', now: asObject(state.running) };
  if (state.terminated) {
    return { name: 'terminated', now: asObject(state.terminated) };
  }
  return { name: 'waiting', now: asObject(state.waiting) };
}

function terminationOf(value: unknown): ContainerData['lastTermination'] {
  if (!value) return undefined;
  const ended = asObject(value);
  return {
    reason: asText(ended.reason) || undefined,
    exitCode: asNumber(ended.exitCode),
    signal: asNumber(ended.signal),
    startedMs: asTimeMs(ended.startedAt),
    finishedMs: asTimeMs(ended.finishedAt),
  };
}
