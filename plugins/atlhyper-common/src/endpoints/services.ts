import { z } from 'zod';
import {
  serviceDetailResponseSchema,
  servicesResponseSchema,
  sloHistoryResponseSchema,
  sloLatencyResponseSchema,
} from '../api/slo';
import { atlhyperMeshReadPermission } from '../permissions';
import { nameSchema } from '../wire/primitives';
import { defineEndpoint } from './endpoint';
import {
  cluster,
  clusterParams,
  period,
  services,
  sourceText,
  view,
  window,
} from './fields';
import { SERVICE_SORTS, sloListQuery } from './sloList';

const path = '/v2/slo/services/{cluster}/{namespace}/{service}';
const params = clusterParams.extend({
  namespace: nameSchema,
  service: nameSchema,
});
const permissions = [atlhyperMeshReadPermission];
const cart = { cluster: 'prod', namespace: 'shop', service: 'cart' };

export const getServices = defineEndpoint({
  name: 'getServices',
  method: 'GET',
  path: '/v2/slo/services',
  query: z.object({
    window: view,
    cluster,
    services,
    ...sloListQuery(SERVICE_SORTS),
  }),
  response: servicesResponseSchema,
  permissions,
  summary:
    'Services of the mesh against their SLO targets, the worst first: how many are in each status, and page by page their figures, with the worst of who calls them.',
  example: { query: { sort: '-rate', services: ['shop/cart'] } },
});

export const getService = defineEndpoint({
  name: 'getService',
  method: 'GET',
  path,
  params,
  query: z.object({ window: view }),
  response: serviceDetailResponseSchema,
  permissions,
  summary:
    'One service of the mesh with its callers, and the period before beside it.',
  example: { params: cart },
});

export const getServiceHistory = defineEndpoint({
  name: 'getServiceHistory',
  method: 'GET',
  path: `${path}/history`,
  params,
  query: z.object({ window, source: sourceText, period }),
  response: sloHistoryResponseSchema,
  permissions,
  summary:
    'The figures of a service or of one caller over time, and where the error budget goes.',
  example: { params: cart, query: { source: 'shop/deployment/web' } },
});

export const getServiceLatency = defineEndpoint({
  name: 'getServiceLatency',
  method: 'GET',
  path: `${path}/latency`,
  params,
  query: z.object({ window, source: sourceText }),
  response: sloLatencyResponseSchema,
  permissions,
  summary: 'The histogram of latencies of a service or of one caller.',
  example: { params: cart },
});
