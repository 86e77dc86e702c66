import {
  clusterIdSchema,
  sloWindowSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import { parseDomainSelectors, parseHost } from '../services/slo/parseDomains';
import type { SloService } from '../services/slo/SloService';

const querySchema = z.object({
  window: sloWindowSchema.default('1d'),
  cluster: clusterIdSchema.optional(),
});
const listQuerySchema = querySchema.extend({ domains: z.string().optional() });
const historyQuerySchema = querySchema.extend({ path: z.string().optional() });

/** Domains against their targets. */
export function createSloRouter(options: {
  slo: SloService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { slo, authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/slo/domains', async (req, res) => {
    const query = parseRequest(listQuerySchema, req.query);
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const answer = await slo.listDomains({
      access,
      window: query.window,
      clusterId: query.cluster,
      selectors:
        query.domains === undefined
          ? undefined
          : parseDomainSelectors(query.domains),
    });
    res.json(answer);
  });

  router.get('/v2/slo/domains/:domain', async (req, res) => {
    const { window, cluster } = parseRequest(querySchema, req.query);
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const host = parseHost(req.params.domain);
    const query = { access, window, clusterId: cluster };
    res.json(await slo.getDomain(host, query));
  });

  router.get('/v2/slo/domains/:domain/history', async (req, res) => {
    const { window, cluster, path } = parseRequest(
      historyQuerySchema,
      req.query,
    );
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const host = parseHost(req.params.domain);
    const query = { access, window, clusterId: cluster, path };
    res.json(await slo.getHistory(host, query));
  });
  return router;
}
