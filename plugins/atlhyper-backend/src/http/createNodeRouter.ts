import {
  clusterIdSchema,
  nameSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import { parseLabelSelector } from '../services/nodes/labelSelector';
import type { NodeAlertService } from '../services/nodes/alerts/NodeAlertService';
import type { ForecastService } from '../services/nodes/ForecastService';
import type { NodeService } from '../services/nodes/NodeService';
import type { WorkloadService } from '../services/nodes/WorkloadService';
import { booleanQuery } from './queries';
import { parseServices } from './parseServices';

const historyQuerySchema = z.object({
  hours: z.coerce.number().int().min(1).max(720).default(24),
});

const alertsQuerySchema = z.object({
  cluster: clusterIdSchema.optional(),
  node: nameSchema.optional(),
  active: booleanQuery,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(256).optional(),
});

const workloadQuerySchema = z.object({
  cluster: clusterIdSchema.optional(),
  services: z.string().optional(),
  namespace: z.string().optional(),
  label_selector: z.string().max(4096).optional(),
});

/** Nodes, by cluster and by what runs on them. */
export function createNodeRouter(options: {
  nodes: NodeService;
  workloads: WorkloadService;
  nodeAlerts: NodeAlertService;
  forecasts: ForecastService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { nodes, workloads, nodeAlerts, forecasts } = options;
  const { authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/clusters/:id/node-metrics', async (req, res) => {
    const access = await authorizer.readNodes(await httpAuth.credentials(req));
    res.json(await nodes.listNodes({ access, clusterId: req.params.id }));
  });

  router.get('/v2/clusters/:id/node-metrics/:node', async (req, res) => {
    const access = await authorizer.readNodes(await httpAuth.credentials(req));
    const { id: clusterId, node } = req.params;
    res.json(await nodes.getNode({ access, clusterId, node }));
  });

  router.get(
    '/v2/clusters/:id/node-metrics/:node/history',
    async (req, res) => {
      const { hours } = parseRequest(historyQuerySchema, req.query);
      const access = await authorizer.readNodes(
        await httpAuth.credentials(req),
      );
      const { id: clusterId, node } = req.params;
      res.json(await nodes.getHistory({ access, clusterId, node, hours }));
    },
  );

  router.get('/v2/clusters/:id/capacity', async (req, res) => {
    const access = await authorizer.readNodes(await httpAuth.credentials(req));
    res.json(await forecasts.getCapacity({ access, clusterId: req.params.id }));
  });

  router.get('/v2/nodes/alerts', async (req, res) => {
    const { cluster, ...query } = parseRequest(alertsQuerySchema, req.query);
    const access = await authorizer.readNodes(await httpAuth.credentials(req));
    const clusterId = cluster;
    res.json(await nodeAlerts.listAlerts({ ...query, access, clusterId }));
  });

  router.get('/v2/nodes', async (req, res) => {
    const selection = parseWorkloadQuery(req.query);
    const access = await authorizer.readNodes(await httpAuth.credentials(req));
    res.json(await workloads.listNodes({ ...selection, access }));
  });
  return router;
}

/** @throws InputError for a query that selects by neither services nor labels */
function parseWorkloadQuery(input: unknown) {
  const query = parseRequest(workloadQuerySchema, input);
  if (!query.services && !query.label_selector) {
    throw new InputError(`'services' or 'label_selector' is required`);
  }
  return {
    clusterId: query.cluster,
    services: parseServices(query.services ?? ''),
    labels: query.label_selector
      ? {
          namespace: query.namespace,
          requirements: parseLabelSelector(query.label_selector),
        }
      : undefined,
  };
}
