import { clusterIdSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { ClusterSloService } from '../services/slo/ClusterSloService';

const paramsSchema = z.object({ id: clusterIdSchema });
const detailQuerySchema = z
  .object({
    type: z.enum(['ingress', 'service']),
    source: z.string().min(1).max(512),
    target: z.string().min(1).max(512).optional(),
    range: z.enum(['1h', '24h', '7d']).default('24h'),
  })
  .refine(query => query.type === 'ingress' || query.target !== undefined, {
    message: "is required with type 'service'",
    path: ['target'],
  });

/** The two tables of one cluster: ingress, and service to service. */
export function createClusterSloRouter(options: {
  clusterSlo: ClusterSloService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { clusterSlo, authorizer, httpAuth } = options;
  const router = Router();

  /** The cluster, and what the caller may see of it. */
  async function accessTo(req: Request) {
    const access = await authorizer.readSubjects(
      await httpAuth.credentials(req),
    );
    return { ...parseRequest(paramsSchema, req.params), access };
  }

  router.get('/v2/clusters/:id/slo/overview', async (req, res) => {
    const { id, access } = await accessTo(req);
    res.json(await clusterSlo.getOverview(id, access));
  });

  router.get('/v2/clusters/:id/slo/detail', async (req, res) => {
    const query = parseRequest(detailQuerySchema, req.query);
    const { id, access } = await accessTo(req);
    res.json(await clusterSlo.getDetail(id, { access, ...query }));
  });
  return router;
}
