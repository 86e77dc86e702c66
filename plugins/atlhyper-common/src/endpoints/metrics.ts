import { z } from 'zod';
import {
  clusterMetricsSchema,
  kubernetesNodeMetricsSchema,
  kubernetesNodesResponseSchema,
  metricsSnapshotSchema,
  POD_SORTS,
  podMetricsResponseSchema,
  podMetricsSchema,
} from '../api/metrics';
import { MAX_RESOURCES_PER_PAGE } from '../api/resources';
import {
  atlhyperClusterReadPermission,
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
} from '../permissions';
import { clusterIdSchema, nameSchema } from '../wire/primitives';
import { defineEndpoint } from './endpoint';
import { fraction, labelSelector, page, quantity, text } from './fields';

const query = z.object({
  cluster: clusterIdSchema
    .optional()
    .describe('Id of the cluster; may be left out where there is one only'),
});
const permissions = [
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
  atlhyperClusterReadPermission,
];
const flag = (meaning: string) => z.boolean().optional().describe(meaning);

export const getClusterHealth = defineEndpoint({
  name: 'getClusterHealth',
  method: 'GET',
  path: '/v1/metrics/cluster',
  query,
  response: clusterMetricsSchema,
  permissions,
  summary:
    'Whether a cluster is healthy and what is wrong, how many nodes and pods it has and how many of them are well, and its capacity, use, requests and what is left of CPU (cores) and memory (bytes). A figure that is absent is not measured, not zero.',
  example: { query: { cluster: 'prod' } },
});

export const getMetricsSnapshot = defineEndpoint({
  name: 'getMetricsSnapshot',
  method: 'GET',
  path: '/v1/metrics/snapshot',
  query,
  response: metricsSnapshotSchema,
  permissions,
  summary:
    'Every node and pod of a cluster and the cluster itself, at one time.',
  example: { query: { cluster: 'prod' } },
});

export const listNodeMetrics = defineEndpoint({
  name: 'listNodeMetrics',
  method: 'GET',
  path: '/v1/metrics/nodes',
  query: query.extend({
    healthy: flag('Only those that are, or are not'),
    pressure: flag('Only those under pressure, or not'),
    label_selector: labelSelector,
    min_cpu: quantity.describe(
      'Only nodes where so many cores can still be asked for',
    ),
    min_memory: quantity.describe(
      'Only nodes where so many bytes can still be asked for',
    ),
    sort: z
      .enum(['name', '-cpu', '-memory', '-available_cpu', '-available_memory'])
      .optional()
      .describe('With "-" the greatest comes first'),
  }),
  response: kubernetesNodesResponseSchema,
  permissions,
  summary:
    'Every node with its capacity, use, requests and what can still be asked for of CPU (cores) and memory (bytes), its health, conditions and pressures.',
  example: { query: { cluster: 'prod', min_cpu: '500m', sort: '-cpu' } },
});

export const getKubernetesNode = defineEndpoint({
  name: 'getKubernetesNode',
  method: 'GET',
  path: '/v1/metrics/nodes/{node}',
  params: z.object({ node: nameSchema }),
  query,
  response: kubernetesNodeMetricsSchema,
  permissions,
  summary: 'One node as Kubernetes and the further sources see it.',
  example: { params: { node: 'node-1' }, query: { cluster: 'prod' } },
});

export const listPodMetrics = defineEndpoint({
  name: 'listPodMetrics',
  method: 'GET',
  path: '/v1/metrics/pods',
  query: query.extend({
    namespace: text,
    node: text,
    phase: text,
    running: flag('false: only those that neither run nor ended well'),
    ready: flag('false: also those that crash again and again'),
    close_to_limit: flag('Only those that use 90 % of a limit or more'),
    min_memory_of_limit: fraction,
    min_cpu_of_limit: fraction,
    sort: z.enum(POD_SORTS).optional(),
    ...page(MAX_RESOURCES_PER_PAGE),
  }),
  response: podMetricsResponseSchema,
  permissions,
  summary:
    'Pods and their containers with use, requests and limits of CPU (cores) and memory (bytes), state, restarts and how a container ended the time before, such as OOMKilled.',
  example: { query: { cluster: 'prod', running: true, limit: 50 } },
});

export const getPod = defineEndpoint({
  name: 'getPod',
  method: 'GET',
  path: '/v1/metrics/pods/{namespace}/{pod}',
  params: z.object({ namespace: nameSchema, pod: nameSchema }),
  query,
  response: podMetricsSchema,
  permissions,
  summary: 'One pod with what its containers use.',
  example: {
    params: { namespace: 'shop', pod: 'web-1' },
    query: { cluster: 'prod' },
  },
});
