import type { ContainerData } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTimeMs,
  type Json,
} from '../KubeObject';
import { amountsIfAny } from './amounts';

/**
 * The containers of a pod in the order in which they start: those that initialise it first.
 *
 * Their environment, commands and arguments are left out, and so are the messages of waiting and
 * ended ones: a program writes there what it likes, and a runtime quotes the command it could not run.
 */
export function containersOf(pod: Json): ContainerData[] {
  const spec = asObject(pod.spec);
  const status = asObject(pod.status);
  return [
    ...toContainers(spec.initContainers, status.initContainerStatuses, true),
    ...toContainers(spec.containers, status.containerStatuses, false),
  ];
}

function toContainers(
  containers: unknown,
  statuses: unknown,
  init: boolean,
): ContainerData[] {
  const byName = new Map(asObjects(statuses).map(s => [s.name, s]));
  return asObjects(containers).flatMap(container => {
    const name = asText(container.name);
    if (!name) return [];
    const resources = asObject(container.resources);
    const ports = portsOf(container.ports);
    return {
      name,
      image: asText(container.image),
      ...(init && { init }),
      ...(init && container.restartPolicy === 'Always' && { sidecar: true }),
      requests: amountsIfAny(resources.requests),
      limits: amountsIfAny(resources.limits),
      ...(ports.length > 0 && { ports }),
      ...fareOf(byName.get(name)),
    };
  });
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
