import type { KubeObject } from './KubeObject';

/** A column that kubectl prints; `wide` ones only with `-o wide`. */
export type Column = {
  name: string;
  type?: 'string' | 'integer';
  wide?: boolean;
  cell: (object: KubeObject, nowMs: number) => string | number;
};

const name: Column = { name: 'Name', cell: o => o.metadata.name };
const age: Column = {
  name: 'Age',
  cell: (o, nowMs) =>
    formatAge(nowMs - Date.parse(o.metadata.creationTimestamp)),
};

/** A length of time as kubectl shortens it: `42s`, `7m`, `5h`, `12d`. */
function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

function podStatus(pod: KubeObject): string {
  const waiting = pod.status?.containerStatuses?.find(
    (s: any) => s.state?.waiting,
  );
  return (
    waiting?.state.waiting.reason ?? pod.status?.reason ?? pod.status?.phase
  );
}

function readyContainers(pod: KubeObject): string {
  const statuses: any[] = pod.status?.containerStatuses ?? [];
  return `${statuses.filter(s => s.ready).length}/${
    pod.spec.containers.length
  }`;
}

function restarts(pod: KubeObject): number {
  const statuses: any[] = pod.status?.containerStatuses ?? [];
  return statuses.reduce((sum, s) => sum + s.restartCount, 0);
}

function isReadyNode(node: KubeObject): boolean {
  return Boolean(
    node.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    ),
  );
}

function nodeRoles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(node.metadata.labels ?? {}).filter(l =>
    l.startsWith(prefix),
  );
  return roles.map(l => l.slice(prefix.length)).join(',') || '<none>';
}

function ports(service: KubeObject): string {
  return (service.spec.ports ?? [])
    .map((p: any) => `${p.port}/${p.protocol}`)
    .join(',');
}

function lastSeenMs(event: KubeObject): number {
  return Date.parse(
    event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      event.metadata.creationTimestamp,
  );
}

const integer = (
  columnName: string,
  cell: (object: KubeObject) => number | undefined,
): Column => ({
  name: columnName,
  type: 'integer',
  cell: o => cell(o) ?? 0,
});

/** Columns by kind; those not listed have name and age. */
export const COLUMNS: Record<string, Column[]> = {
  Pod: [
    name,
    { name: 'Ready', cell: readyContainers },
    { name: 'Status', cell: podStatus },
    { name: 'Restarts', type: 'integer', cell: restarts },
    age,
    { name: 'IP', wide: true, cell: o => o.status?.podIP ?? '<none>' },
    { name: 'Node', wide: true, cell: o => o.spec.nodeName ?? '<none>' },
  ],
  Node: [
    name,
    { name: 'Status', cell: o => (isReadyNode(o) ? 'Ready' : 'NotReady') },
    { name: 'Roles', cell: nodeRoles },
    age,
    { name: 'Version', cell: o => o.status?.nodeInfo?.kubeletVersion ?? '' },
  ],
  Namespace: [name, { name: 'Status', cell: o => o.status?.phase }, age],
  Service: [
    name,
    { name: 'Type', cell: o => o.spec.type ?? 'ClusterIP' },
    { name: 'Cluster-IP', cell: o => o.spec.clusterIP ?? '<none>' },
    { name: 'External-IP', cell: () => '<none>' },
    { name: 'Port(s)', cell: ports },
    age,
  ],
  EndpointSlice: [
    name,
    { name: 'AddressType', cell: o => o.addressType },
    {
      name: 'Ports',
      cell: o => (o.ports ?? []).map((p: any) => p.port).join(','),
    },
    {
      name: 'Endpoints',
      cell: o =>
        (o.endpoints ?? [])
          .map((e: any) => e.addresses[0])
          .slice(0, 3)
          .join(',') || '<unset>',
    },
    age,
  ],
  Ingress: [
    name,
    { name: 'Class', cell: o => o.spec.ingressClassName ?? '<none>' },
    {
      name: 'Hosts',
      cell: o => (o.spec.rules ?? []).map((r: any) => r.host ?? '*').join(','),
    },
    { name: 'Address', cell: () => '' },
    { name: 'Ports', cell: o => (o.spec.tls ? '80, 443' : '80') },
    age,
  ],
  Deployment: [
    name,
    {
      name: 'Ready',
      cell: o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas ?? 1}`,
    },
    integer('Up-to-date', o => o.status?.updatedReplicas),
    integer('Available', o => o.status?.availableReplicas),
    age,
  ],
  ReplicaSet: [
    name,
    integer('Desired', o => o.spec.replicas ?? 1),
    integer('Current', o => o.status?.replicas),
    integer('Ready', o => o.status?.readyReplicas),
    age,
  ],
  StatefulSet: [
    name,
    {
      name: 'Ready',
      cell: o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas ?? 1}`,
    },
    age,
  ],
  DaemonSet: [
    name,
    integer('Desired', o => o.status?.desiredNumberScheduled),
    integer('Current', o => o.status?.currentNumberScheduled),
    integer('Ready', o => o.status?.numberReady),
    age,
  ],
  Job: [
    name,
    {
      name: 'Status',
      cell: o => (o.status?.succeeded ? 'Complete' : 'Running'),
    },
    {
      name: 'Completions',
      cell: o => `${o.status?.succeeded ?? 0}/${o.spec.completions ?? 1}`,
    },
    age,
  ],
  Event: [
    {
      name: 'Last Seen',
      cell: (o, nowMs) => formatAge(nowMs - lastSeenMs(o)),
    },
    { name: 'Type', cell: o => o.type ?? '' },
    { name: 'Reason', cell: o => o.reason ?? '' },
    {
      name: 'Object',
      cell: o =>
        `${String(o.involvedObject?.kind).toLowerCase()}/${
          o.involvedObject?.name
        }`,
    },
    { name: 'Message', cell: o => String(o.message ?? '').trim() },
    {
      name: 'Count',
      type: 'integer',
      wide: true,
      cell: o => o.series?.count ?? o.count ?? 1,
    },
    { ...name, wide: true },
  ],
  Lease: [
    name,
    { name: 'Holder', cell: o => o.spec?.holderIdentity ?? '' },
    age,
  ],
};

export const DEFAULT_COLUMNS: Column[] = [name, age];
