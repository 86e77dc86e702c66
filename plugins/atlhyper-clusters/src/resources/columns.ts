import type { ResourceKind } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  type Formatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { TranslationRef } from '@backstage/frontend-plugin-api';
import type { atlhyperClustersTranslationRef } from '../translation';

/** Names of titles: those that the translations have. */
type TitleOf<K> = K extends `column.${infer Title}` ? Title : never;
type Messages = typeof atlhyperClustersTranslationRef extends TranslationRef<
  string,
  infer M
>
  ? M
  : never;
export type ColumnTitle = TitleOf<keyof Messages>;

/** What an agent sends of an object is open: every reader below takes a value of any type. */
type Data = Record<string, unknown>;

/** Words and formats of the language that the page is shown in. */
export type Wording = {
  format: Formatters;
  yes: string;
  no: string;
  nowMs: number;
};

/** A column of one kind: the name of its title, and what stands in it. */
export type Column = {
  title: ColumnTitle;
  read: (data: Data, wording: Wording) => string;
};

const text = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : NO_DATA;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Data =>
  typeof value === 'object' && value !== null ? (value as Data) : {};
const count = (value: unknown, { format }: Wording) =>
  format.count(typeof value === 'number' ? value : undefined);
const texts = (value: unknown) =>
  list(value)
    .filter(item => typeof item === 'string')
    .join(', ') || NO_DATA;

const textOf = (title: ColumnTitle, field: string = title): Column => ({
  title,
  read: data => text(data[field]),
});
const textsOf = (title: ColumnTitle, field: string = title): Column => ({
  title,
  read: data => texts(data[field]),
});
const countOf = (title: ColumnTitle, field: string = title): Column => ({
  title,
  read: (data, wording) => count(data[field], wording),
});
/** How many entries a list has. */
const sizeOf = (title: ColumnTitle, field: string = title): Column => ({
  title,
  read: (data, wording) =>
    count(
      Array.isArray(data[field]) ? list(data[field]).length : undefined,
      wording,
    ),
});
const flagOf = (title: ColumnTitle, field: string = title): Column => ({
  title,
  read: (data, { yes, no }) => {
    const value = data[field];
    if (typeof value !== 'boolean') return NO_DATA;
    return value ? yes : no;
  },
});
const agoOf = (title: ColumnTitle, field: string): Column => ({
  title,
  read: (data, { format, nowMs }) => {
    const timeMs = data[field];
    return format.ago(typeof timeMs === 'number' ? timeMs : undefined, nowMs);
  },
});
/** "3 / 4" */
const partOf = (title: ColumnTitle, part: string, whole: string): Column => ({
  title,
  read: (data, wording) =>
    `${count(data[part], wording)} / ${count(data[whole], wording)}`,
});

const WORKLOAD = [
  partOf('ready', 'readyReplicas', 'desiredReplicas'),
  countOf('updated', 'updatedReplicas'),
];

const COLUMNS: Partial<Record<ResourceKind, Column[]>> = {
  pod: [
    textOf('phase'),
    flagOf('ready'),
    countOf('restarts'),
    textOf('node', 'nodeName'),
  ],
  deployment: WORKLOAD,
  statefulset: WORKLOAD,
  daemonset: WORKLOAD,
  replicaset: WORKLOAD,
  job: [
    countOf('active'),
    countOf('succeeded'),
    countOf('failed'),
    agoOf('completed', 'completedMs'),
  ],
  cronjob: [
    textOf('schedule'),
    flagOf('suspended'),
    countOf('active'),
    agoOf('lastScheduled', 'lastScheduledMs'),
  ],
  horizontalpodautoscaler: [
    {
      title: 'target',
      read: data => {
        const { kind, name } = object(data.target);
        return `${text(kind)} ${text(name)}`;
      },
    },
    partOf('replicas', 'currentReplicas', 'desiredReplicas'),
    partOf('bounds', 'minReplicas', 'maxReplicas'),
  ],
  service: [
    textOf('type'),
    {
      title: 'ports',
      read: data =>
        list(data.ports)
          .map(port => object(port).port)
          .filter(port => typeof port === 'number')
          .join(', ') || NO_DATA,
    },
  ],
  endpointslice: [
    textOf('service'),
    {
      title: 'endpoints',
      read: (data, wording) => {
        const endpoints = list(data.endpoints).map(object);
        const ready = endpoints.filter(e => e.ready === true);
        return `${count(ready.length, wording)} / ${count(
          endpoints.length,
          wording,
        )}`;
      },
    },
  ],
  ingress: [
    textOf('class', 'ingressClass'),
    {
      title: 'hosts',
      read: data => texts(list(data.rules).map(rule => object(rule).host)),
    },
    flagOf('tls'),
  ],
  ingressroute: [textsOf('entryPoints'), sizeOf('routes'), flagOf('tls')],
  httproute: [textsOf('hosts', 'hostnames'), sizeOf('routes', 'rules')],
  grpcroute: [textsOf('hosts', 'hostnames'), sizeOf('routes', 'rules')],
  gateway: [textOf('class', 'gatewayClass'), sizeOf('listeners')],
  knativeingress: [
    {
      title: 'hosts',
      read: data =>
        texts(list(data.rules).flatMap(rule => list(object(rule).hosts))),
    },
    flagOf('tls'),
  ],
  networkpolicy: [
    textsOf('policyTypes'),
    partOf('rules', 'ingressRules', 'egressRules'),
  ],
  poddisruptionbudget: [
    countOf('disruptionsAllowed'),
    partOf('healthy', 'currentHealthy', 'desiredHealthy'),
  ],
  configmap: [sizeOf('keys'), flagOf('immutable')],
  secret: [textOf('type'), sizeOf('keys'), flagOf('immutable')],
  serviceaccount: [flagOf('token', 'automountToken')],
  persistentvolumeclaim: [
    textOf('phase'),
    textOf('capacity'),
    textOf('storageClass'),
    textOf('volume'),
  ],
  persistentvolume: [
    textOf('phase'),
    textOf('capacity'),
    textOf('storageClass'),
    {
      title: 'claim',
      read: data => {
        const { namespace, name } = object(data.claim);
        return typeof name === 'string'
          ? `${text(namespace)}/${name}`
          : NO_DATA;
      },
    },
  ],
  storageclass: [
    textOf('provisioner'),
    textOf('reclaimPolicy'),
    flagOf('isDefault'),
  ],
  node: [
    flagOf('ready'),
    textOf('kubelet', 'kubeletVersion'),
    textOf('address', 'internalIp'),
    textOf('architecture'),
  ],
  namespace: [textOf('phase')],
  resourcequota: [
    {
      title: 'limits',
      read: (data, wording) =>
        count(Object.keys(object(data.hard)).length, wording),
    },
  ],
  limitrange: [sizeOf('limits')],
};

/** The columns that a table of this kind has beside name, namespace and age. */
export function columnsOf(kind: ResourceKind): readonly Column[] {
  return COLUMNS[kind] ?? [];
}
