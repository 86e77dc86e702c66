import type {
  EdgeKey,
  ServiceSlo,
  ServiceEdge,
  SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { worstStatus } from '@atlhyper/core';
import { isAllowed, type Access } from '../../access/access';
import { sumTotals } from './assembleDomains';
import { mergeCauses } from './causes';
import {
  responsesOf,
  toFigures,
  toMeshFigures,
  type RequestTotals,
} from './figures';
import type { Judge } from './Judge';
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

/** A service as it was judged; its callers are written out where they are asked for. */
export type JudgedService = {
  service: Omit<ServiceSlo, 'edges' | 'edges_left_out'>;
  edges: readonly StoredSeries[];
  /** The judgement of each edge. */
  judged: readonly SloJudgement[];
  writeEdge: (index: number) => ServiceEdge;
};

/** A service with all its callers, as `judgeService` has it. */
export function assembleService(
  ...asked: Parameters<typeof judgeService>
): ServiceSlo {
  const { service, edges, writeEdge } = judgeService(...asked);
  return { ...service, edges: edges.map((_, i) => writeEdge(i)) };
}

/**
 * Judges a service and its callers; its status is the worst of its own and theirs. Who may see only
 * some of its callers gets a service of those.
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
  const own = judge.judge(subject, totals, [clusterId], { isPart });
  const judged = edges.map(edge => judgeEdge(edge, totalsOf(edge), judge));
  const status = worstStatus([own, ...judged].map(one => one.status));
  const parts = judged.map((judgement, i) => {
    const { source } = edgeOf(edges[i]);
    return { name: `${source.namespace}/${source.workload}`, judgement };
  });
  return {
    service: {
      window: judge.window,
      cluster: clusterId,
      namespace,
      service,
      ...own,
      status,
      ...mergeCauses(status, own, parts),
      sinceMs: isPart ? undefined : judge.sinceMs(subject, status),
      summary: toFigures(totals, judge.span, own.target.bad_requests),
      ...toMeshFigures(totals),
    },
    edges,
    judged,
    writeEdge: i =>
      toEdge(edges[i], judged[i], {
        totals: totalsOf(edges[i]),
        span: judge.span,
      }),
  };
}

/** Requests that nobody answered are requests too. */
export function hasRequests(totals: RequestTotals): boolean {
  return responsesOf(totals) > 0 || (totals.mesh?.started ?? 0) > 0;
}

function judgeEdge(
  series: StoredSeries,
  totals: RequestTotals,
  judge: Judge,
): SloJudgement {
  const { clusterId } = series;
  return judge.judge(edgeSubject(clusterId, edgeOf(series)), totals, [
    clusterId,
  ]);
}

function toEdge(
  series: StoredSeries,
  judged: SloJudgement,
  { totals, span }: { totals: RequestTotals; span: Judge['span'] },
): ServiceEdge {
  return {
    source: edgeOf(series).source,
    ...judged,
    current: toFigures(totals, span, judged.target.bad_requests),
    ...toMeshFigures(totals),
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
