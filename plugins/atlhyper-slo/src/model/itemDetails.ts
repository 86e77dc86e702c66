import {
  endpoints,
  formatSource,
  type AtlhyperApi,
  type DomainDetailResponse,
  type DomainRoute,
  type ServiceDetailResponse,
  type SloFigures,
  type SloHistoryResponse,
  type SloJudgement,
  type SloLatencyResponse,
  type SloSubject,
  type SloTarget,
  type SloView,
  type SloWindow,
  type RequestDistribution,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { UNKNOWN_FIGURES, ownFigures, type ShownFigures } from './ownFigures';
import { pathLabel, routeId } from './routeLabel';
import {
  sourceId,
  sourceLabel,
  type PartSelector,
  type SloItem,
} from './sloItem';

/** What only a mesh proxy tells. */
export type MeshFigures = { mtls?: number; no_response: number };

/** A path of a domain or a caller of a service. */
export type ItemPart = {
  /** Unique within the item; stands for the part in an address. */
  id: string;
  label: string;
  /** What sets a path apart from others of the same text; absent for a caller. */
  route?: DomainRoute;
  judgement: SloJudgement;
  current: ShownFigures;
  previous: ShownFigures;
  mesh?: MeshFigures;
  targets: Partial<Record<SloWindow, SloTarget>>;
  subject: SloSubject;
  select: PartSelector;
  /** Where a path is defined: `cluster: kind namespace/name`. */
  sources: string[];
};

/** What the pages show of a domain or a service: one shape for both. */
export type ItemDetails = {
  item: SloItem;
  window: SloWindow;
  fromMs: number;
  toMs: number;
  tls: boolean;
  clusters: string[];
  judgement: SloJudgement;
  current: ShownFigures;
  previous: ShownFigures;
  mesh?: MeshFigures;
  distribution: RequestDistribution;
  /** Absent where the period before is no comparison. */
  previousDistribution?: RequestDistribution;
  /** Part of the period before that was observed, 0–1. */
  previousCoveredFraction: number;
  targets: Partial<Record<SloWindow, SloTarget>>;
  parts: ItemPart[];
};

/** Asks for the details of a domain or a service. */
export async function loadItemDetails(
  api: AtlhyperApi,
  item: SloItem,
  window: SloView,
  options?: { signal?: AbortSignal },
): Promise<ItemDetails> {
  return item.kind === 'domain'
    ? fromDomain(
        item,
        await api.call(endpoints.getDomain, {
          params: { domain: item.domain },
          query: { window, cluster: item.cluster },
          ...options,
        }),
      )
    : fromService(
        item,
        await api.call(endpoints.getService, {
          params: paramsOf(item),
          query: { window },
          ...options,
        }),
      );
}

function fromDomain(item: SloItem, detail: DomainDetailResponse): ItemDetails {
  return {
    ...inCommon(item, detail),
    tls: detail.tls,
    clusters: detail.clusters,
    parts: detail.routes.map(route => ({
      id: routeId(route),
      label: pathLabel(route),
      route,
      judgement: route,
      current: ownFigures(route, route.current),
      previous: previousFigures(route, route.previous),
      targets: route.targets,
      subject: {
        kind: 'path',
        domain: detail.domain,
        path: route.path_prefix,
        path_match: route.path_match,
        condition: route.condition,
      },
      select: {
        route: {
          path: route.path_prefix,
          path_match: route.path_match,
          condition: route.condition,
        },
      },
      sources: route.sources.map(
        source =>
          `${source.cluster}: ${source.kind} ${source.namespace}/${source.ingress_name}`,
      ),
    })),
  };
}

function fromService(
  item: SloItem,
  detail: ServiceDetailResponse,
): ItemDetails {
  return {
    ...inCommon(item, detail),
    tls: false,
    clusters: [detail.cluster],
    mesh: { mtls: detail.mtls, no_response: detail.no_response },
    parts: detail.edges.map(edge => ({
      id: sourceId(edge.source),
      label: sourceLabel(edge.source, detail.namespace),
      judgement: edge,
      current: ownFigures(edge, edge.current),
      previous: previousFigures(edge, edge.previous),
      mesh: { mtls: edge.mtls, no_response: edge.no_response },
      targets: edge.targets,
      subject: {
        kind: 'edge',
        namespace: detail.namespace,
        service: detail.service,
        source: edge.source,
      },
      select: { source: edge.source },
      sources: [],
    })),
  };
}

/** Of the period before; unknown where too little of it was observed to be held beside this one. */
function previousFigures(
  judged: SloJudgement,
  figures: SloFigures | undefined,
): ShownFigures {
  return figures ? ownFigures(judged, figures) : UNKNOWN_FIGURES;
}

function inCommon(
  item: SloItem,
  detail: DomainDetailResponse | ServiceDetailResponse,
) {
  return {
    item,
    window: detail.window,
    fromMs: detail.fromMs,
    toMs: detail.toMs,
    judgement: detail,
    current: ownFigures(detail, detail.summary),
    previous: previousFigures(detail, detail.previous),
    distribution: detail.distribution,
    previousDistribution: detail.previous_distribution,
    previousCoveredFraction: detail.previous_covered_fraction,
    targets: detail.targets,
  };
}

type ServiceItem = Extract<SloItem, { kind: 'service' }>;

/** Names a service in an address. */
function paramsOf({ cluster, namespace, service }: ServiceItem) {
  return { cluster, namespace, service };
}

/** Asks for the history of an item, or of one part of it. */
export function loadHistory(
  api: AtlhyperApi,
  item: SloItem,
  query: {
    window: SloWindow;
    period?: 'current' | 'previous';
    select?: PartSelector;
  },
  options?: { signal?: AbortSignal },
): Promise<SloHistoryResponse> {
  const { window, period, select } = query;
  return item.kind === 'domain'
    ? api.call(endpoints.getDomainHistory, {
        params: { domain: item.domain },
        query: { window, period, cluster: item.cluster, ...select?.route },
        ...options,
      })
    : api.call(endpoints.getServiceHistory, {
        params: paramsOf(item),
        query: {
          window,
          period,
          source: select?.source && formatSource(select.source),
        },
        ...options,
      });
}

/** Asks for the latency histogram of an item, or of one part of it. */
export function loadLatency(
  api: AtlhyperApi,
  item: SloItem,
  query: { window: SloWindow; select?: PartSelector },
  options?: { signal?: AbortSignal },
): Promise<SloLatencyResponse> {
  const { window, select } = query;
  return item.kind === 'domain'
    ? api.call(endpoints.getDomainLatency, {
        params: { domain: item.domain },
        query: { window, cluster: item.cluster, ...select?.route },
        ...options,
      })
    : api.call(endpoints.getServiceLatency, {
        params: paramsOf(item),
        query: {
          window,
          source: select?.source && formatSource(select.source),
        },
        ...options,
      });
}
