import type {
  Condition,
  ContainerData,
  PodData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTimeMs,
  createdMsOf,
  labelsOf,
  ownerOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { amountsIfAny } from './amounts';
import { conditionsOf, isReady } from './conditions';
import { containersOf } from './containers';
import { volumesOf } from './volumes';

/** What the agent itself needs of a pod; it does not leave the cluster. */
export type PodLocal = {
  ip?: string;
  running: boolean;
  /** Ports of containers that are named for metrics. */
  metricsPorts: number[];
  /** From the annotation `prometheus.io/port`. */
  annotatedPort?: number;
  /** When the oldest running container started. */
  containerStartedMs?: number;
  /** Present where the mesh put its proxy into the pod, as a sidecar or as a restartable init container. */
  meshProxy?: { port?: number; startedMs?: number };
};

const MESH_PROXY = 'linkerd-proxy';
const MESH_PORT = 'linkerd-admin';

/** Keeps of a pod what is shown, and apart from it what scraping needs. Never its environment. */
export function trimPod(pod: KubeObject): {
  data: Json;
  local: PodLocal;
} {
  return { data: dataOf(pod), local: localOf(pod) };
}

function dataOf(pod: KubeObject): Json {
  const spec = asObject(pod.spec);
  const status = asObject(pod.status);
  const conditions = conditionsOf(status.conditions);
  const containers = containersOf(pod);
  const data: PodData = {
    labels: labelsOf(pod),
    createdMs: createdMsOf(pod),
    phase: asText(status.phase),
    reason: asText(status.reason) || undefined,
    nodeName: asText(spec.nodeName),
    ready: isReady(conditions),
    restarts: restartsOf(containers, conditions),
    startedMs: asTimeMs(status.startTime),
    ...(isTerminating(pod) && { terminating: true }),
    owner: ownerOf(pod),
    containers,
    conditions,
    volumes: volumesOf(spec.volumes),
    qosClass: asText(status.qosClass),
    requests: amountsIfAny(asObject(spec.resources).requests),
    limits: amountsIfAny(asObject(spec.resources).limits),
    overhead: amountsIfAny(spec.overhead),
    ip: asText(status.podIP) || undefined,
    serviceAccount: asText(spec.serviceAccountName),
  };
  return data;
}

/**
 * As kubectl counts them: of containers and sidecars, and while the pod is initialised also of the
 * containers that do it (kubernetes/pkg/printers/internalversion/printers.go, `printPod`).
 */
function restartsOf(
  containers: readonly ContainerData[],
  conditions: readonly Condition[],
): number {
  const isInitializing = conditions.some(
    ({ type, status }) => type === 'Initialized' && status === 'False',
  );
  return containers
    .filter(({ init, sidecar }) => !init || sidecar || isInitializing)
    .reduce((sum, { restarts }) => sum + restarts, 0);
}

function localOf(pod: KubeObject): PodLocal {
  const spec = asObject(pod.spec);
  const status = asObject(pod.status);
  return {
    ip: asText(status.podIP) || undefined,
    running: asText(status.phase) === 'Running' && !isTerminating(pod),
    metricsPorts: asObjects(spec.containers)
      .flatMap(container => asObjects(container.ports))
      .filter(port => /metrics|prometheus/.test(asText(port.name) ?? ''))
      .flatMap(port => asNumber(port.containerPort) ?? []),
    annotatedPort: parsePort(pod.metadata.annotations?.['prometheus.io/port']),
    containerStartedMs: startOf(asObjects(status.containerStatuses)),
    meshProxy: meshProxyOf(spec, status),
  };
}

function meshProxyOf(spec: Json, status: Json): PodLocal['meshProxy'] {
  const isProxy = ({ name }: Json) => name === MESH_PROXY;
  const container = [
    ...asObjects(spec.containers),
    ...asObjects(spec.initContainers),
  ].find(isProxy);
  if (!container) return undefined;
  const statuses = [
    ...asObjects(status.containerStatuses),
    ...asObjects(status.initContainerStatuses),
  ];
  return {
    port: asNumber(
      asObjects(container.ports).find(({ name }) => name === MESH_PORT)
        ?.containerPort,
    ),
    startedMs: startOf(statuses.filter(isProxy)),
  };
}

function isTerminating(pod: KubeObject): boolean {
  return 'deletionTimestamp' in pod.metadata;
}

function parsePort(text: unknown): number | undefined {
  const port = typeof text === 'string' ? Number(text) : NaN;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

function startOf(statuses: readonly Json[]): number | undefined {
  const times = statuses.flatMap(
    s => asTimeMs(asObject(asObject(s.state).running).startedAt) ?? [],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}
