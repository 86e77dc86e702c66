import {
  clusterIdSchema,
  routeKeySchema,
  sloWindowSchema,
  timeMsSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import { parseHost } from '../services/slo/parseDomains';
import type { SloLogQuery, SloLogService } from '../services/slo/SloLogService';
import { pageQuery } from './createSloRouter';
import { parseServices } from './parseServices';

const DEFAULT_LIMIT = 100;

const querySchema = z.object({
  cluster: clusterIdSchema.optional(),
  domain: routeKeySchema.shape.host.optional(),
  service: z.string().optional(),
  window: sloWindowSchema.optional(),
  fromMs: z.coerce.number().pipe(timeMsSchema).optional(),
  ...pageQuery,
});

const alertsQuerySchema = querySchema.extend({
  active: z.enum(['true', 'false']).optional(),
});

/** Changes of status, and alerts. */
export function createSloLogRouter(options: {
  sloLog: SloLogService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { sloLog, authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/slo/status-history', async (req, res) => {
    const query = parseRequest(querySchema, req.query);
    const access = await authorizer.readSubjects(
      await httpAuth.credentials(req),
    );
    res.json(await sloLog.listChanges(toQuery(query), access));
  });

  router.get('/v2/slo/alerts', async (req, res) => {
    const { active, ...query } = parseRequest(alertsQuerySchema, req.query);
    const access = await authorizer.readSubjects(
      await httpAuth.credentials(req),
    );
    const isActive = active === 'true';
    res.json(
      await sloLog.listAlerts({ ...toQuery(query), active: isActive }, access),
    );
  });
  return router;
}

function toQuery(query: z.output<typeof querySchema>): SloLogQuery {
  const { cluster, domain, service, limit = DEFAULT_LIMIT, ...rest } = query;
  return {
    ...rest,
    limit,
    clusterId: cluster,
    host: domain === undefined ? undefined : parseHost(domain),
    service: service === undefined ? undefined : parseOneService(service),
  };
}

function parseOneService(text: string): SloLogQuery['service'] {
  const [found, ...more] = parseServices(text);
  if (!found || more.length > 0) {
    throw new InputError(`'service' must name one service`);
  }
  const { clusterId, namespace, name } = found;
  return { clusterId, namespace, service: name };
}
