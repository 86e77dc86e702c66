import { z } from 'zod';
import {
  capacityResponseSchema,
  nodeAlertsResponseSchema,
} from '../api/nodeAlerts';
import {
  nodeHistoryResponseSchema,
  nodeMetricsResponseSchema,
  nodeStateSchema,
  workloadNodesResponseSchema,
} from '../api/nodes';
import {
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
} from '../permissions';
import { nameSchema } from '../wire/primitives';
import { defineEndpoint } from './endpoint';
import {
  cluster,
  clusterParams,
  labelSelector,
  MAX_PAGE_SIZE,
  page,
  services,
  text,
} from './fields';

const permissions = [atlhyperNodeReadPermission];
const nodeParams = clusterParams.extend({ node: nameSchema });
const oneNode = { cluster: 'prod', node: 'node-1' };

export const getNodeMetrics = defineEndpoint({
  name: 'getNodeMetrics',
  method: 'GET',
  path: '/v2/clusters/{cluster}/node-metrics',
  params: clusterParams,
  response: nodeMetricsResponseSchema,
  permissions,
  summary:
    'The nodes of a cluster with their newest snapshots and the alerts that they break, and figures over all.',
  example: { params: { cluster: 'prod' } },
});

export const getNodeState = defineEndpoint({
  name: 'getNodeState',
  method: 'GET',
  path: '/v2/clusters/{cluster}/node-metrics/{node}',
  params: nodeParams,
  response: nodeStateSchema,
  permissions,
  summary: 'One node with its newest snapshot.',
  example: { params: oneNode },
});

export const getNodeHistory = defineEndpoint({
  name: 'getNodeHistory',
  method: 'GET',
  path: '/v2/clusters/{cluster}/node-metrics/{node}/history',
  params: nodeParams,
  query: z.object({
    hours: z
      .number()
      .int()
      .min(1)
      .max(87_600)
      .default(24)
      .describe(
        'Buckets of 5 min up to 48 hours, of 1 h up to 30 days, of 1 d beyond',
      ),
  }),
  response: nodeHistoryResponseSchema,
  permissions,
  summary: 'The figures of a node over time.',
  example: { params: oneNode, query: { hours: 6 } },
});

export const getCapacity = defineEndpoint({
  name: 'getCapacity',
  method: 'GET',
  path: '/v2/clusters/{cluster}/capacity',
  params: clusterParams,
  response: capacityResponseSchema,
  permissions,
  summary: 'When disks and memory run out if use goes on as it did.',
  example: { params: { cluster: 'prod' } },
});

export const getNodeAlerts = defineEndpoint({
  name: 'getNodeAlerts',
  method: 'GET',
  path: '/v2/nodes/alerts',
  query: z.object({
    cluster,
    node: nameSchema.optional(),
    active: z.boolean().optional(),
    ...page(MAX_PAGE_SIZE),
  }),
  response: nodeAlertsResponseSchema,
  permissions,
  summary: 'Alerts of nodes that fired, newest first.',
  example: { query: { cluster: 'prod', active: true } },
});

export const getWorkloadNodes = defineEndpoint({
  name: 'getWorkloadNodes',
  method: 'GET',
  path: '/v2/nodes',
  query: z
    .object({
      cluster,
      services,
      namespace: text,
      label_selector: labelSelector,
    })
    .refine(
      query => query.services?.length || query.label_selector !== undefined,
      "'services' or 'label_selector' is required",
    ),
  response: workloadNodesResponseSchema,
  permissions: [atlhyperResourceReadPermission, atlhyperNodeReadPermission],
  summary:
    'The nodes that run the pods of services or with labels, each with those pods.',
  example: { query: { namespace: 'shop', label_selector: 'app=web' } },
});
