import { z } from 'zod';
import {
  alertsResponseSchema,
  clusterSloDetailResponseSchema,
  clusterSloOverviewResponseSchema,
  domainDetailResponseSchema,
  domainsResponseSchema,
  sloHistoryResponseSchema,
  sloLatencyResponseSchema,
  statusHistoryResponseSchema,
} from '../api/slo';
import { sloWindowSchema } from '../api/sloTargets';
import {
  atlhyperMeshReadPermission,
  atlhyperSloReadPermission,
} from '../permissions';
import { routeKeySchema } from '../wire/routes';
import { defineEndpoint } from './endpoint';
import {
  cluster,
  clusterParams,
  fromMs,
  MAX_PAGE_SIZE,
  needsPath,
  page,
  period,
  routeQuery,
  serviceText,
  view,
  window,
} from './fields';
import { DOMAIN_SORTS, sloListQuery } from './sloList';

const domainParams = z.object({ domain: routeKeySchema.shape.host });
const domainQuery = z.object({ window, cluster });
const readDomains = [atlhyperSloReadPermission];
const readBoth = [atlhyperSloReadPermission, atlhyperMeshReadPermission];

export const getDomains = defineEndpoint({
  name: 'getDomains',
  method: 'GET',
  path: '/v2/slo/domains',
  query: domainQuery.extend({
    window: view,
    domains: z
      .array(z.string().trim())
      .min(1, 'must hold 1 to 200 hosts')
      .max(200, 'must hold 1 to 200 hosts')
      .optional()
      .describe('Hosts: host, host/path or *.example.com'),
    ...sloListQuery(DOMAIN_SORTS),
  }),
  response: domainsResponseSchema,
  permissions: readDomains,
  summary:
    'Domains against their SLO targets, the worst first: how many are in each status, and page by page status, availability, latency, error budget and burn-rate alerts, with the worst of their routes.',
  example: { query: { window: '7d', status: ['critical'], search: 'shop' } },
});

export const getDomain = defineEndpoint({
  name: 'getDomain',
  method: 'GET',
  path: '/v2/slo/domains/{domain}',
  params: domainParams,
  query: domainQuery.extend({ window: view }),
  response: domainDetailResponseSchema,
  permissions: readDomains,
  summary: 'One domain with its routes, and the period before beside it.',
  example: { params: { domain: 'shop.example' } },
});

export const getDomainHistory = defineEndpoint({
  name: 'getDomainHistory',
  method: 'GET',
  path: '/v2/slo/domains/{domain}/history',
  params: domainParams,
  query: domainQuery.extend({ ...routeQuery, period }).refine(...needsPath),
  response: sloHistoryResponseSchema,
  permissions: readDomains,
  summary:
    'The figures of a domain or route over time, and where its error budget goes.',
  example: { params: { domain: 'shop.example' }, query: { path: '/' } },
});

export const getDomainLatency = defineEndpoint({
  name: 'getDomainLatency',
  method: 'GET',
  path: '/v2/slo/domains/{domain}/latency',
  params: domainParams,
  query: domainQuery.extend(routeQuery).refine(...needsPath),
  response: sloLatencyResponseSchema,
  permissions: readDomains,
  summary: 'The histogram of latencies of a domain or route.',
  example: { params: { domain: 'shop.example' } },
});

const logQuery = z.object({
  cluster,
  domain: routeKeySchema.shape.host.optional(),
  service: serviceText.optional(),
  window: sloWindowSchema.optional(),
  from_ms: fromMs,
  ...page(MAX_PAGE_SIZE),
});

export const getStatusHistory = defineEndpoint({
  name: 'getStatusHistory',
  method: 'GET',
  path: '/v2/slo/status-history',
  query: logQuery,
  response: statusHistoryResponseSchema,
  permissions: readBoth,
  summary: 'Changes of SLO status of domains and services, newest first.',
  aliases: { fromMs: 'from_ms' },
  example: { query: { domain: 'shop.example', limit: 20 } },
});

export const getSloAlerts = defineEndpoint({
  name: 'getSloAlerts',
  method: 'GET',
  path: '/v2/slo/alerts',
  query: logQuery.extend({ active: z.boolean().optional() }),
  response: alertsResponseSchema,
  permissions: readBoth,
  summary: 'Burn-rate alerts and alerts on absent data, newest first.',
  aliases: { fromMs: 'from_ms' },
  example: { query: { active: true } },
});

export const getClusterSloOverview = defineEndpoint({
  name: 'getClusterSloOverview',
  method: 'GET',
  path: '/v2/clusters/{cluster}/slo/overview',
  params: clusterParams,
  response: clusterSloOverviewResponseSchema,
  permissions: readBoth,
  summary:
    'Ingress and service-to-service figures of one cluster, of the last 24 hours.',
  example: { params: { cluster: 'prod' } },
});

export const getClusterSloDetail = defineEndpoint({
  name: 'getClusterSloDetail',
  method: 'GET',
  path: '/v2/clusters/{cluster}/slo/detail',
  params: clusterParams,
  query: z
    .object({
      type: z.enum(['ingress', 'service']),
      source: z.string().min(1).max(512),
      target: z.string().min(1).max(512).optional(),
      range: z.enum(['1h', '24h', '7d']).default('24h'),
    })
    .refine(query => query.type === 'ingress' || query.target !== undefined, {
      message: "is required with type 'service'",
      path: ['target'],
    }),
  response: clusterSloDetailResponseSchema,
  permissions: readBoth,
  summary: 'One row of the overview of a cluster over time.',
  example: {
    params: { cluster: 'prod' },
    query: { type: 'ingress', source: 'shop.example' },
  },
});
