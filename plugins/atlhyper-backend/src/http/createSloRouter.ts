import {
  clusterIdSchema,
  routeKeySchema,
  sloWindowSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import { parseDomainSelectors, parseHost } from '../services/slo/parseDomains';
import { MAX_PAGE_SIZE } from '../services/slo/pageOf';
import type { SloService } from '../services/slo/SloService';

const querySchema = z.object({
  window: sloWindowSchema.default('1d'),
  cluster: clusterIdSchema.optional(),
});

/** What asks for a page of a list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
  cursor: z.string().max(4096).optional(),
};

const listQuerySchema = querySchema.extend({
  domains: z.string().optional(),
  ...pageQuery,
});

const routeQuerySchema = querySchema.extend({
  path: routeKeySchema.shape.path.optional(),
  path_match: routeKeySchema.shape.pathMatch.default('prefix'),
  condition: routeKeySchema.shape.condition,
});

/** Which period a history is of. */
export const periodQuery = {
  period: z.enum(['current', 'previous']).default('current'),
};
const historyQuerySchema = routeQuerySchema.extend(periodQuery);

/** Domains against their targets. */
export function createSloRouter(options: {
  slo: SloService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { slo, authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/slo/domains', async (req, res) => {
    const { cluster, domains, ...query } = parseRequest(
      listQuerySchema,
      req.query,
    );
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const answer = await slo.listDomains({
      ...query,
      access,
      clusterId: cluster,
      selectors:
        domains === undefined ? undefined : parseDomainSelectors(domains),
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
    const query = parseRequest(historyQuerySchema, req.query);
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const host = parseHost(req.params.domain);
    res.json(await slo.getHistory(host, { access, ...toRouteQuery(query) }));
  });

  router.get('/v2/slo/domains/:domain/latency', async (req, res) => {
    const query = parseRequest(routeQuerySchema, req.query);
    const access = await authorizer.readDomains(
      await httpAuth.credentials(req),
    );
    const host = parseHost(req.params.domain);
    res.json(await slo.getLatency(host, { access, ...toRouteQuery(query) }));
  });
  return router;
}

/** A path narrows to one route; what else tells routes apart means nothing without it. */
function toRouteQuery<Q extends z.output<typeof routeQuerySchema>>(query: Q) {
  const { cluster, path, path_match: pathMatch, condition, ...rest } = query;
  if (path === undefined && condition !== undefined) {
    throw new InputError(`'condition' needs 'path'`);
  }
  return {
    ...rest,
    clusterId: cluster,
    route: path === undefined ? undefined : { path, pathMatch, condition },
  };
}
