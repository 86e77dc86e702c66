import type {
  Cluster,
  PutTargetRequest,
  SloView,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Answers } from '@atlhyper/backstage-plugin-atlhyper-react';
import { domainsResponse, shopDetail } from './domains';
import { FROM_MS, NOW_MS } from './figures';
import {
  historyResponse,
  latencyResponse,
  statusHistoryResponse,
} from './history';
import { pageOfDomains, pageOfServices } from './pageOf';
import { cartDetail, servicesResponse } from './services';
import { apiTarget, importResponse, targetsResponse } from './targets';

const clusters: Cluster[] = ['demo', 'east'].map(id => ({
  id,
  displayName: id === 'demo' ? 'Demo' : 'East 1',
  createdMs: FROM_MS,
  status: 'connected',
  ackedThroughMs: NOW_MS,
  agents: [],
  nodeCount: 1,
  podCount: 1,
  domainCount: 2,
  gaps: [],
}));

/** The history of the day before: calmer, and without a forecast. */
const previousHistory = {
  ...historyResponse,
  fromMs: FROM_MS - (NOW_MS - FROM_MS),
  toMs: FROM_MS,
  forecast: undefined,
  points: historyResponse.points.map(point => ({
    ...point,
    startMs: point.startMs - (NOW_MS - FROM_MS),
    ...(point.availability !== undefined && {
      availability: 99.8,
      error_rate: 0.2,
    }),
  })),
};

/** As the backend judges in a window; of `own` all are judged in a day. */
function inView(view: SloView = '1d') {
  const window: SloWindow = view === 'own' ? '1d' : view;
  return <T extends object>(one: T) => ({
    ...one,
    window,
    worst_window: window,
  });
}

/** A backend with two domains and one service; `given` replaces answers. */
export function createAnswers(given: Answers = {}): Answers {
  return {
    getClusters: async () => ({ clusters }),
    getDomains: async ({ query }) =>
      pageOfDomains(
        {
          ...domainsResponse,
          domains: domainsResponse.domains.map(inView(query?.window)),
        },
        query,
      ),
    getAlerts: async () => ({ alerts: [] }),
    getDomain: async ({ params }) => ({
      ...shopDetail,
      domain: params.domain,
    }),
    getDomainHistory: async ({ query }) =>
      query?.period === 'previous' ? previousHistory : historyResponse,
    getDomainLatency: async () => latencyResponse,
    getServices: async ({ query }) =>
      pageOfServices(
        {
          ...servicesResponse,
          services: servicesResponse.services.map(inView(query?.window)),
        },
        query,
      ),
    getService: async () => cartDetail,
    getServiceHistory: async ({ query }) =>
      query?.period === 'previous' ? previousHistory : historyResponse,
    getServiceLatency: async () => latencyResponse,
    getStatusHistory: async () => statusHistoryResponse,
    getSloTargets: async () => targetsResponse,
    putSloTarget: async ({ body }) => ({
      ...apiTarget,
      ...(body as PutTargetRequest),
    }),
    deleteSloTarget: async () => {},
    exportOpenSlo: async () => 'apiVersion: openslo/v1\nkind: SLO\n',
    importOpenSlo: async ({ query }) => ({
      ...importResponse,
      dryRun: query?.dry_run ?? false,
    }),
    ...given,
  };
}
