import {
  MAX_RESOURCES_PER_PAGE,
  POD_SORTS,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Authorizer } from '../permissions/Authorizer';
import type { EventService } from '../services/events/EventService';
import type { MetricsService } from '../services/metrics/MetricsService';

/** Fewer than a page has: what a model reads costs. */
const DEFAULT_ITEMS = 50;

const READ_ONLY = {
  readOnly: true,
  destructive: false,
  idempotent: true,
} as const;

const CLUSTER = 'Id of the cluster; may be left out where there is one only.';

/**
 * Gives programs, such as AI agents, the same answers as the pages: what nodes, pods and clusters have,
 * use and lack, and what happened. Every action sees what its caller may see.
 */
export function registerMetricsActions(options: {
  actionsRegistry: ActionsRegistryService;
  authorizer: Authorizer;
  metrics: MetricsService;
  kubernetesEvents: EventService;
}): void {
  const { actionsRegistry, authorizer, metrics, kubernetesEvents } = options;

  async function questionOf(
    credentials: BackstageCredentials,
    clusterId?: string,
  ) {
    return { ...(await authorizer.readMetrics(credentials)), clusterId };
  }

  actionsRegistry.register({
    name: 'get-cluster-health',
    title: 'Get the health of a Kubernetes cluster',
    description:
      'Whether a cluster is healthy and what is wrong, how many nodes and pods it has and how many of them are well, and its capacity, use, requests and what is left of CPU (cores) and memory (bytes). A figure that is absent is not measured, not zero.',
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({ cluster: z.string().optional().describe(CLUSTER) }),
      output: z => z.object({}).passthrough(),
    },
    action: async ({ input, credentials }) => ({
      output: await metrics.getCluster(
        await questionOf(credentials, input.cluster),
      ),
    }),
  });

  actionsRegistry.register({
    name: 'list-node-metrics',
    title: 'List the nodes of a Kubernetes cluster with their figures',
    description:
      'Every node with its capacity, use, requests and what can still be asked for of CPU (cores) and memory (bytes), its health, conditions and pressures.',
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          cluster: z.string().optional().describe(CLUSTER),
          healthy: z
            .boolean()
            .optional()
            .describe('Only those that are, or are not.'),
          pressure: z
            .boolean()
            .optional()
            .describe('Only those under pressure, or not.'),
          sort: z
            .enum([
              'name',
              '-cpu',
              '-memory',
              '-available_cpu',
              '-available_memory',
            ])
            .optional()
            .describe('With "-" the greatest comes first.'),
        }),
      output: z => z.object({}).passthrough(),
    },
    action: async ({ input: { cluster, ...filter }, credentials }) => ({
      output: await metrics.listNodes(
        await questionOf(credentials, cluster),
        filter,
      ),
    }),
  });

  actionsRegistry.register({
    name: 'list-pod-metrics',
    title: 'List pods of a Kubernetes cluster with what they use',
    description:
      'Pods and their containers with use, requests and limits of CPU (cores) and memory (bytes), state, restarts and how a container ended the time before, such as OOMKilled.',
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          cluster: z.string().optional().describe(CLUSTER),
          namespace: z.string().optional(),
          node: z.string().optional(),
          running: z
            .boolean()
            .optional()
            .describe('false: only those that neither run nor ended well.'),
          ready: z
            .boolean()
            .optional()
            .describe('false: also those that crash again and again.'),
          closeToLimit: z
            .boolean()
            .optional()
            .describe('Only those that use 90 % of a limit or more.'),
          sort: z.enum(POD_SORTS).optional(),
          limit: z.number().int().min(1).max(MAX_RESOURCES_PER_PAGE).optional(),
          cursor: z.string().optional().describe('Of the page before.'),
        }),
      output: z => z.object({}).passthrough(),
    },
    action: async ({ input: { cluster, ...filter }, credentials }) => ({
      output: await metrics.listPods(await questionOf(credentials, cluster), {
        limit: DEFAULT_ITEMS,
        ...filter,
      }),
    }),
  });

  actionsRegistry.register({
    name: 'list-kubernetes-events',
    title: 'List the events of a Kubernetes cluster',
    description:
      'Events, the newest first, with how often each happened by Kubernetes’ own count. Kept for longer than Kubernetes does.',
    attributes: READ_ONLY,
    schema: {
      input: z =>
        z.object({
          cluster: z.string().describe('Id of the cluster.'),
          namespace: z.string().optional(),
          kind: z.string().optional().describe('Of the object, in lower case.'),
          name: z.string().optional().describe('Of the object.'),
          type: z.string().optional().describe('Normal or Warning.'),
          reason: z.string().optional(),
          limit: z.number().int().min(1).max(MAX_RESOURCES_PER_PAGE).optional(),
          cursor: z.string().optional().describe('Of the page before.'),
        }),
      output: z => z.object({}).passthrough(),
    },
    action: async ({ input: { cluster, ...query }, credentials }) => ({
      output: await kubernetesEvents.listEvents(
        {
          ...(await authorizer.readResources(credentials)),
          clusterId: cluster,
        },
        { limit: DEFAULT_ITEMS, ...query },
      ),
    }),
  });
}
