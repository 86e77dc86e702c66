import {
  clusterIdSchema,
  MAX_RESOURCES_PER_PAGE,
  POD_SORTS,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type {
  MetricsQuestion,
  MetricsService,
  PodsFilter,
} from '../services/metrics/MetricsService';
import type { NodesFilter } from '../services/metrics/nodeList';
import { parseLabelSelector } from '../services/nodes/labelSelector';
import {
  booleanQuery,
  fractionQuery,
  limitQuery,
  quantityQuery,
  textQuery,
} from './queries';

const clusterQuerySchema = z.object({ cluster: clusterIdSchema.optional() });

const nodesQuerySchema = clusterQuerySchema.extend({
  healthy: booleanQuery,
  pressure: booleanQuery,
  label_selector: z.string().max(4096).optional(),
  min_cpu: quantityQuery,
  min_memory: quantityQuery,
  sort: z
    .enum(['name', '-cpu', '-memory', '-available_cpu', '-available_memory'])
    .optional(),
});

const podsQuerySchema = clusterQuerySchema.extend({
  namespace: textQuery,
  node: textQuery,
  phase: textQuery,
  running: booleanQuery,
  ready: booleanQuery,
  close_to_limit: booleanQuery,
  min_memory_of_limit: fractionQuery,
  min_cpu_of_limit: fractionQuery,
  sort: z.enum(POD_SORTS).optional(),
  limit: limitQuery(MAX_RESOURCES_PER_PAGE),
  cursor: z.string().max(4096).optional(),
});

/** A request to whichever of the routes. */
type AnyRequest = Parameters<HttpAuthService['credentials']>[0];

/** What clusters, nodes and pods have, use and still offer. */
export function createMetricsRouter(options: {
  metrics: MetricsService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { metrics, authorizer, httpAuth } = options;
  const router = Router();

  async function questionOf(
    req: AnyRequest,
    cluster?: string,
  ): Promise<MetricsQuestion> {
    const credentials = await httpAuth.credentials(req);
    return {
      ...(await authorizer.readMetrics(credentials)),
      clusterId: cluster,
    };
  }
  async function clusterQuestion(req: AnyRequest): Promise<MetricsQuestion> {
    const { cluster } = parseRequest(clusterQuerySchema, req.query);
    return questionOf(req, cluster);
  }

  router.get('/v1/metrics/cluster', async (req, res) => {
    res.json(await metrics.getCluster(await clusterQuestion(req)));
  });
  router.get('/v1/metrics/snapshot', async (req, res) => {
    res.json(await metrics.getSnapshot(await clusterQuestion(req)));
  });
  router.get('/v1/metrics/nodes', async (req, res) => {
    const query = parseRequest(nodesQuerySchema, req.query);
    const filter = toNodesFilter(query);
    const question = await questionOf(req, query.cluster);
    res.json(await metrics.listNodes(question, filter));
  });
  router.get('/v1/metrics/nodes/:name', async (req, res) => {
    const question = await clusterQuestion(req);
    res.json(await metrics.getNode(question, req.params.name));
  });
  router.get('/v1/metrics/pods', async (req, res) => {
    const query = parseRequest(podsQuerySchema, req.query);
    const question = await questionOf(req, query.cluster);
    res.json(await metrics.listPods(question, toPodsFilter(query)));
  });
  router.get('/v1/metrics/pods/:namespace/:name', async (req, res) => {
    const question = await clusterQuestion(req);
    const { namespace, name } = req.params;
    res.json(await metrics.getPod(question, { namespace, name }));
  });
  return router;
}

/** @throws InputError for a label selector that is none */
function toNodesFilter(query: z.output<typeof nodesQuerySchema>): NodesFilter {
  const { healthy, pressure, sort } = query;
  return {
    healthy,
    pressure,
    sort,
    labels: query.label_selector
      ? parseLabelSelector(query.label_selector)
      : undefined,
    minCpuCores: query.min_cpu,
    minMemoryBytes: query.min_memory,
  };
}

function toPodsFilter(query: z.output<typeof podsQuerySchema>): PodsFilter {
  const { namespace, node, phase, running, ready, sort, limit, cursor } = query;
  return {
    namespace,
    node,
    phase,
    running,
    ready,
    sort,
    limit,
    cursor,
    closeToLimit: query.close_to_limit,
    minMemoryOfLimit: query.min_memory_of_limit,
    minCpuOfLimit: query.min_cpu_of_limit,
  };
}
