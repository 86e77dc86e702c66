import {
  RESOURCE_KINDS,
  type AgentState,
  type Cluster,
  type ListedResource,
  type ResourceKind,
  type ResourceKindsResponse,
  type ResourceResponse,
  type ResourceSource,
  type ResourcesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 10, 12);

const leader: AgentState = {
  hostname: 'agent-0',
  version: '1.2.3',
  leader: true,
  startedMs: START_MS,
  // Just heard: one that is silent tells nothing of its sources.
  lastHeartbeatMs: Date.now(),
  sources: [
    { name: 'traefik', state: 'ok', lastSuccessMs: START_MS },
    {
      name: 'linkerd',
      state: 'failing',
      message: 'connect ECONNREFUSED',
      lastSuccessMs: START_MS,
    },
    { name: 'routes', state: 'starting' },
    {
      name: 'kubernetes/gateway',
      state: 'not_available',
      message:
        'the API server does not serve gateways.gateway.networking.k8s.io',
    },
  ],
  spool: { slots: 3, bytes: 2_048, oldestMs: START_MS },
};

/** A cluster with two agents, a failing source and a gap. */
export const busyCluster: Cluster = {
  id: 'east-1',
  displayName: 'East',
  createdMs: START_MS,
  status: 'connected',
  ackedThroughMs: START_MS,
  agents: [
    leader,
    {
      ...leader,
      hostname: 'agent-1',
      leader: false,
      sources: [],
      spool: { slots: 0, bytes: 0 },
    },
  ],
  nodeCount: 4,
  podCount: 1_234,
  domainCount: 5,
  gaps: [
    {
      fromMs: START_MS,
      toMs: START_MS + HOUR_MS,
      reason: 'the spool was full',
    },
  ],
};

/** A cluster whose agent was never started. */
export const newCluster: Cluster = {
  id: 'west-1',
  createdMs: START_MS,
  status: 'never',
  agents: [],
  nodeCount: 0,
  podCount: 0,
  domainCount: 0,
  gaps: [],
};

const SOURCES: Partial<Record<ResourceKind, ResourceSource>> = {
  gateway: {
    state: 'not_available',
    message: 'the API server does not serve gateways.gateway.networking.k8s.io',
  },
  job: { state: 'failing', message: '403: jobs is forbidden' },
  cronjob: { state: 'starting' },
};

/** Secrets are watched only on request. */
const sourceOf = (kind: ResourceKind): ResourceSource | undefined =>
  kind === 'secret' ? undefined : SOURCES[kind] ?? { state: 'ok' };

/** Objects by kind; a kind that is not here has none. */
const OBJECTS: Partial<Record<ResourceKind, ListedResource[]>> = {
  pod: [
    {
      namespace: 'shop',
      name: 'web-1',
      createdMs: START_MS,
      data: {
        labels: { app: 'web' },
        phase: 'Running',
        ready: true,
        restarts: 2,
        nodeName: 'node-1',
        startedMs: START_MS,
        owner: { kind: 'ReplicaSet', name: 'web-7f' },
      },
    },
    {
      namespace: 'pay',
      name: 'api-1',
      data: { labels: {}, phase: 'Pending', ready: false, restarts: 0 },
    },
  ],
  deployment: [
    {
      namespace: 'shop',
      name: 'web',
      data: { desiredReplicas: 4, readyReplicas: 3, updatedReplicas: 4 },
    },
  ],
  job: [
    {
      namespace: 'shop',
      name: 'reindex',
      data: { active: 1, succeeded: 0, failed: 2 },
    },
  ],
  persistentvolumeclaim: [
    {
      namespace: 'shop',
      name: 'data',
      data: { phase: 'Bound', capacity: '10Gi', storageClass: 'fast' },
    },
  ],
  configmap: [
    {
      namespace: 'shop',
      name: 'flags',
      data: {
        keys: [
          { key: 'a', length: 3 },
          { key: 'b', length: 5 },
        ],
        immutable: false,
      },
    },
  ],
  node: [
    {
      name: 'node-1',
      data: {
        ready: true,
        kubeletVersion: 'v1.31.0',
        internalIp: '10.0.0.1',
        architecture: 'arm64',
      },
    },
  ],
};

export function kindsResponse(cluster: string): ResourceKindsResponse {
  return {
    cluster,
    kinds: RESOURCE_KINDS.map(kind => ({
      kind,
      count: OBJECTS[kind]?.length ?? 0,
      source: sourceOf(kind),
    })),
  };
}

/** Everything on one page. */
export function resourcesResponse(
  cluster: string,
  kind: ResourceKind,
): ResourcesResponse {
  const resources = OBJECTS[kind] ?? [];
  return {
    cluster,
    kind,
    source: sourceOf(kind),
    namespaces: [...new Set(resources.flatMap(r => r.namespace ?? []))].sort(),
    total: resources.length,
    resources,
  };
}

/** @throws Error for an object that is not there, as the client does for 404 */
export function resourceResponse(
  cluster: string,
  id: { kind: ResourceKind; namespace?: string; name: string },
): ResourceResponse {
  const found = OBJECTS[id.kind]?.find(
    r => r.name === id.name && (r.namespace ?? '_') === (id.namespace ?? '_'),
  );
  if (!found) {
    throw Object.assign(new Error(`No ${id.kind} '${id.name}'`), {
      statusCode: 404,
    });
  }
  return {
    ...found,
    cluster,
    kind: id.kind,
    uid: 'uid-1',
    resourceVersion: '77',
  };
}
