import {
  clusterIdSchema,
  nameSchema,
  sloWindowSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { MeshService } from '../services/mesh/MeshService';
import { pageQuery, periodQuery } from './createSloRouter';
import { parseServices } from './parseServices';

const windowQuery = { window: sloWindowSchema.default('1d') };

const listQuerySchema = z.object({
  ...windowQuery,
  ...pageQuery,
  cluster: clusterIdSchema.optional(),
  services: z.string().optional(),
});

/** `namespace/kind/workload`; none of the three may hold a slash. */
const sourceSchema = z
  .string()
  .regex(/^[^/]+\/[a-z]+\/[^/]+$/, 'must be namespace/kind/workload')
  .transform(text => {
    const [namespace, kind, workload] = text.split('/');
    return { namespace, kind, workload };
  })
  .optional();

const detailQuerySchema = z.object(windowQuery);
const latencyQuerySchema = z.object({ ...windowQuery, source: sourceSchema });
const historyQuerySchema = latencyQuerySchema.extend(periodQuery);

const paramsSchema = z
  .object({
    cluster: clusterIdSchema,
    namespace: nameSchema,
    service: nameSchema,
  })
  .transform(({ cluster, namespace, service }) => ({
    clusterId: cluster,
    namespace,
    service,
  }));

const SERVICE_PATH = '/v2/slo/services/:cluster/:namespace/:service';

/** Services of the mesh against their targets, and who calls them. */
export function createMeshRouter(options: {
  mesh: MeshService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { mesh, authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/slo/services', async (req, res) => {
    const { cluster, services, ...query } = parseRequest(
      listQuerySchema,
      req.query,
    );
    const credentials = await httpAuth.credentials(req);
    const access = await authorizer.readServices(credentials);
    const { domains } = await authorizer.readSubjects(credentials);
    const answer = await mesh.listServices({
      ...query,
      access,
      domains,
      clusterId: cluster,
      services:
        services === undefined
          ? undefined
          : parseServices(services).map(({ clusterId, namespace, name }) => ({
              clusterId,
              namespace,
              service: name,
            })),
    });
    res.json(answer);
  });

  router.get(SERVICE_PATH, async (req, res) => {
    const query = parseRequest(detailQuerySchema, req.query);
    const name = parseRequest(paramsSchema, req.params);
    const access = await authorizer.readServices(
      await httpAuth.credentials(req),
    );
    res.json(await mesh.getService(name, { access, ...query }));
  });

  router.get(`${SERVICE_PATH}/history`, async (req, res) => {
    const query = parseRequest(historyQuerySchema, req.query);
    const name = parseRequest(paramsSchema, req.params);
    const access = await authorizer.readServices(
      await httpAuth.credentials(req),
    );
    res.json(await mesh.getHistory(name, { access, ...query }));
  });

  router.get(`${SERVICE_PATH}/latency`, async (req, res) => {
    const query = parseRequest(latencyQuerySchema, req.query);
    const name = parseRequest(paramsSchema, req.params);
    const access = await authorizer.readServices(
      await httpAuth.credentials(req),
    );
    res.json(await mesh.getLatency(name, { access, ...query }));
  });
  return router;
}
