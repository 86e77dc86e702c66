import {
  formatSource,
  type EdgeKey,
  type ServiceSlo,
  type ServiceEdge,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { isAllowed, type Access } from '../../access/access';
import { sumTotals } from './assembleDomains';
import {
  responsesOf,
  toFigures,
  toMeshFigures,
  type RequestTotals,
} from './figures';
import type { Judge } from './Judge';
import { bringTogether, type JudgedThing } from './judgedThing';
import { pushAll } from './loadScene';
import { edgeSubject, serviceSubject } from './subjects';

/** A service by cluster, namespace and name. */
export type ServiceName = {
  clusterId: string;
  namespace: string;
  service: string;
};

export type TotalsOf = (series: StoredSeries) => RequestTotals;

/** A service with the series of its callers. */
export type ServiceGroup = ServiceName & { edges: StoredSeries[] };

/** Services with the callers that had requests; by cluster, namespace and name. */
export function groupServices(
  edges: readonly StoredSeries[],
  totalsOf: TotalsOf,
): ServiceGroup[] {
  const groups = new Map<string, StoredSeries[]>();
  for (const edge of edges) {
    if (hasRequests(totalsOf(edge))) {
      pushAll(groups, keyOf(nameOf(edge)), [edge]);
    }
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({ ...nameOf(members[0]), edges: members }));
}

/** What is written of a service beside its judgement. */
type ServiceFacts = Pick<
  ServiceSlo,
  'cluster' | 'namespace' | 'service' | 'summary' | 'mtls' | 'no_response'
>;

export type JudgedService = JudgedThing<ServiceFacts, ServiceEdge>;

/** A service with all its callers, in one window. */
export function assembleService(
  ...asked: Parameters<typeof judgeService>
): ServiceSlo {
  const { whole, parts } = bringTogether([judgeService(...asked)]);
  return { ...whole, edges: parts.map(part => part.write()) };
}

/**
 * Judges a service and its callers in one window. Who may see only some of its callers gets a service
 * of those.
 */
export function judgeService(
  group: ServiceGroup,
  totalsOf: TotalsOf,
  judge: Judge,
  access: Access<'service'>,
): JudgedService {
  const { clusterId, namespace, service, edges } = group;
  const subject = serviceSubject(clusterId, group);
  const totals = sumTotals(edges, totalsOf);
  const isPart = !isAllowed({ clusterId, namespaces: [namespace] }, access);
  return {
    own: judge.judge(subject, totals, [clusterId], { isPart }),
    parts: edges.map(edge => judgeCaller(edge, totalsOf(edge), judge)),
    sinceMs: status => (isPart ? undefined : judge.sinceMs(subject, status)),
    writeWith: target => ({
      cluster: clusterId,
      namespace,
      service,
      summary: toFigures(totals, judge.span, target.bad_requests),
      ...toMeshFigures(totals),
    }),
  };
}

/** Requests that nobody answered are requests too. */
export function hasRequests(totals: RequestTotals): boolean {
  return responsesOf(totals) > 0 || (totals.mesh?.started ?? 0) > 0;
}

function judgeCaller(
  series: StoredSeries,
  totals: RequestTotals,
  judge: Judge,
): JudgedService['parts'][number] {
  const { clusterId } = series;
  const edge = edgeOf(series);
  const { source } = edge;
  const name = `${source.namespace}/${source.workload}`;
  const judgement = judge.judge(edgeSubject(clusterId, edge), totals, [
    clusterId,
  ]);
  return {
    key: formatSource(source),
    name,
    names: [formatSource(source), name],
    judgement,
    write: () => ({
      source,
      ...judgement,
      current: toFigures(totals, judge.span, judgement.target.bad_requests),
      ...toMeshFigures(totals),
    }),
  };
}

/** @throws Error for a series of another kind */
export function edgeOf({ identity }: StoredSeries): EdgeKey {
  if (identity.kind !== 'edge') {
    throw new Error(`'${identity.kind}' is no edge`);
  }
  return { source: identity.source, destination: identity.destination };
}

function nameOf(edge: StoredSeries): ServiceName {
  return { clusterId: edge.clusterId, ...edgeOf(edge).destination };
}

export function keyOf(name: {
  clusterId?: string;
  cluster?: string;
  namespace: string;
  service: string;
}): string {
  return [name.clusterId ?? name.cluster, name.namespace, name.service].join(
    ' ',
  );
}
