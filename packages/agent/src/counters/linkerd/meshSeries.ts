import { createHash } from 'node:crypto';
import { canonicalHost, type ExpositionSeries } from '@atlhyper/core';
import { parseBoundMs } from '../../agent/ScrapeBuilder';

/**
 * The metrics of a proxy that are read; all else is not even parsed.
 * https://linkerd.io/2/reference/proxy-metrics/
 */
export const MESH_METRICS: readonly string[] = [
  'request_total',
  'response_total',
  ...['bucket', 'sum', 'count'].map(suffix => `response_latency_ms_${suffix}`),
  ...['http', 'grpc'].flatMap(protocol => [
    `outbound_${protocol}_route_request_statuses_total`,
    ...['bucket', 'sum', 'count'].map(
      suffix => `outbound_${protocol}_route_request_duration_seconds_${suffix}`,
    ),
  ]),
];

/** Whose traffic a series counts: that to a service, or that to a host at the ingress. */
export type MeshTarget =
  | { kind: 'edge'; namespace: string; service: string }
  | { kind: 'authority'; host: string };

/** What one series of a proxy counts. */
export type MeshSeries = { target: MeshTarget } & (
  | { what: 'started' }
  | {
      what: 'response';
      code: string;
      failed: boolean;
      secured: boolean;
      /** Of the newer metrics, which the older ones make redundant. */
      isRoute: boolean;
    }
  | { what: 'latency'; isRoute: boolean }
);

/** Where a sample goes. */
export type MeshPart =
  | { part: 'none' }
  | { part: 'counter'; key: string }
  | { part: 'bucket'; key: string; boundMs: number }
  | { part: 'sum'; key: string; unitMs: number }
  | { part: 'count'; key: string };

/** What the agent is configured to look at. */
export type MeshScope = {
  /** Namespaces of destinations; none means all. */
  targetNamespaces: ReadonlySet<string>;
  /** Whether the scraped proxy is one of the ingress, whose incoming traffic counts by host. */
  isIngress: boolean;
  /** The proxies' own port: who scrapes it is no client. */
  adminPort: string;
};

const NONE: MeshPart = { part: 'none' };
const ROUTE =
  /^outbound_(?:http|grpc)_route_request_(\w+?)(?:_(bucket|sum|count))?$/;
const MAX_NAME = 253;
const MAX_HOST = 512;

/**
 * gRPC statuses for which the server is to blame, by name and by number: those that the proxy itself
 * classifies as failures unless a route says otherwise.
 * https://github.com/linkerd/linkerd2-proxy/blob/main/linkerd/proxy/client-policy/src/grpc.rs
 */
const GRPC_FAULTS = new Set(
  Object.entries({
    UNKNOWN: 2,
    DEADLINE_EXCEEDED: 4,
    PERMISSION_DENIED: 7,
    INTERNAL: 13,
    UNAVAILABLE: 14,
    DATA_LOSS: 15,
  }).flatMap(([name, code]) => [name.replace('_', ''), String(code)]),
);

/**
 * What to do with a series. The key holds what the series counts and, as a hash, all its labels:
 * two series that count the same (one per endpoint) rise and are reset each on its own. The labels
 * themselves would be several hundred bytes, in every baseline of every proxy.
 */
export function toMeshPart(
  series: ExpositionSeries,
  scope: MeshScope,
): MeshPart {
  const { name, labels } = series;
  const route = ROUTE.exec(name);
  return route
    ? toRoutePart(route, labels, scope)
    : toEndpointPart(name, labels, scope);
}

/** Reads a key of a scrape again. */
export function parseMeshKey(key: string): MeshSeries {
  const [what, to, code, failed, secured] = JSON.parse(key);
  const target: MeshTarget =
    to.length === 1
      ? { kind: 'authority', host: to[0] }
      : { kind: 'edge', namespace: to[0], service: to[1] };
  switch (what) {
    case 's':
      return { target, what: 'started' };
    case 'l':
    case 'L':
      return { target, what: 'latency', isRoute: what === 'L' };
    default:
      return {
        target,
        what: 'response',
        code,
        failed: failed === 1,
        secured: secured === 1,
        isRoute: what === 'R',
      };
  }
}

/** Whether a key is of the older metrics and counts outgoing requests. */
export function isEndpointEdgeKey(key: string): boolean {
  return /^\["[srl]",\["[^"]*","/.test(key);
}

type Labels = ExpositionSeries['labels'];

/** `request_total`, `response_total` and `response_latency_ms`, one series per endpoint. */
function toEndpointPart(
  name: string,
  labels: Labels,
  scope: MeshScope,
): MeshPart {
  const to = targetOf(labels, scope);
  if (!to) return NONE;
  switch (name) {
    case 'request_total':
      return { part: 'counter', key: keyOf(['s', to], labels) };
    case 'response_total':
      return {
        part: 'counter',
        key: keyOf(
          [
            'r',
            to,
            toCode(labels.status_code),
            labels.classification === 'failure' ? 1 : 0,
            labels.tls === 'true' ? 1 : 0,
          ],
          labels,
        ),
      };
    default:
      return toHistogramPart(
        name.slice('response_latency_ms_'.length),
        labels,
        ['l', to],
        1,
      );
  }
}

/** `outbound_*_route_request_*`, one series per route of a Service. */
function toRoutePart(
  [, what, suffix]: RegExpExecArray,
  labels: Labels,
  scope: MeshScope,
): MeshPart {
  if (labels.parent_kind !== 'Service') return NONE;
  const to = toService(labels.parent_namespace, labels.parent_name, scope);
  if (!to) return NONE;
  if (what === 'statuses_total') {
    const { http_status: status, grpc_status: grpcStatus, error } = labels;
    const failed =
      Boolean(error) || /^5\d\d$/.test(status ?? '') || isGrpcFault(grpcStatus);
    const head = ['R', to, toCode(status), failed ? 1 : 0, 0];
    return { part: 'counter', key: keyOf(head, labels) };
  }
  return what === 'duration_seconds' && suffix
    ? toHistogramPart(suffix, labels, ['L', to], 1000)
    : NONE;
}

/** `PermissionDenied` and `PERMISSION_DENIED` are one status. */
function isGrpcFault(status: string | undefined): boolean {
  return GRPC_FAULTS.has((status ?? '').replace(/_/g, '').toUpperCase());
}

function toHistogramPart(
  suffix: string,
  labels: Labels,
  head: unknown[],
  unitMs: 1 | 1000,
): MeshPart {
  const { le, ...rest } = labels;
  const key = keyOf(head, rest);
  if (suffix === 'sum') return { part: 'sum', key, unitMs };
  if (suffix === 'count') return { part: 'count', key };
  const boundMs = parseBoundMs(le, unitMs);
  return boundMs === undefined ? NONE : { part: 'bucket', key, boundMs };
}

function targetOf(labels: Labels, scope: MeshScope): string[] | undefined {
  switch (labels.direction) {
    case 'outbound':
      return toService(labels.dst_namespace, labels.dst_service, scope);
    case 'inbound':
      return scope.isIngress && labels.target_port !== scope.adminPort
        ? toHost(labels.authority)
        : undefined;
    default:
      return undefined;
  }
}

function toService(
  namespace: string | undefined,
  service: string | undefined,
  { targetNamespaces }: MeshScope,
): string[] | undefined {
  const isKnown =
    isName(namespace) &&
    isName(service) &&
    (targetNamespaces.size === 0 || targetNamespaces.has(namespace));
  return isKnown ? [namespace, service] : undefined;
}

/**
 * The host of an authority, without its port. Names within the cluster are no domains, and neither
 * are addresses: probes and scrapers use those.
 */
function toHost(authority: string | undefined): string[] | undefined {
  const host =
    authority === undefined
      ? undefined
      : canonicalHost(authority.replace(/:\d+$/, ''));
  const isDomain =
    host !== undefined &&
    host.length > 0 &&
    host.length <= MAX_HOST &&
    !/\.svc\.cluster\.local\.?$/.test(host) &&
    !/^[\d.]+$|^\[/.test(host);
  return isDomain ? [host] : undefined;
}

function isName(text: string | undefined): text is string {
  return text !== undefined && text.length > 0 && text.length <= MAX_NAME;
}

/** A response that broke off has no status. */
function toCode(status: string | undefined): string {
  return /^\d{1,3}$/.test(status ?? '') ? status! : '0';
}

/** 72 bits of the labels: among 10⁶ series of a process none are mixed up. */
function keyOf(head: unknown[], labels: Labels): string {
  const names = Object.keys(labels).sort();
  const text = JSON.stringify(names.map(name => [name, labels[name]]));
  const hash = createHash('sha256').update(text).digest('base64url');
  return JSON.stringify([...head, hash.slice(0, 12)]);
}
