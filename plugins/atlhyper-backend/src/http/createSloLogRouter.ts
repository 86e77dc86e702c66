import {
  clusterIdSchema,
  routeKeySchema,
  sloWindowSchema,
  timeMsSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import { parseHost } from '../services/slo/parseDomains';
import type { SloLogScope, SloLogStore } from '../stores/SloLogStore';
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
  sloLog: SloLogStore;
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
    const page = await sloLog.listChanges(toScope(query, access));
    res.json({ changes: page.items, nextCursor: page.nextCursor });
  });

  router.get('/v2/slo/alerts', async (req, res) => {
    const { active, ...query } = parseRequest(alertsQuerySchema, req.query);
    const access = await authorizer.readSubjects(
      await httpAuth.credentials(req),
    );
    const page = await sloLog.listAlerts({
      ...toScope(query, access),
      active: active === 'true',
    });
    res.json({ alerts: page.items, nextCursor: page.nextCursor });
  });
  return router;
}

/** @throws NotAllowedError for who may read neither domains nor services */
function toScope(
  query: z.output<typeof querySchema>,
  access: Pick<SloLogScope, 'domains' | 'services'>,
): SloLogScope {
  if (access.domains === 'none' && access.services === 'none') {
    throw new NotAllowedError(
      `This needs the permission 'atlhyper.slo.read' or 'atlhyper.mesh.read'`,
    );
  }
  const { cluster, domain, service, limit = DEFAULT_LIMIT, ...rest } = query;
  return {
    ...rest,
    ...access,
    limit,
    clusterId: cluster,
    host: domain === undefined ? undefined : parseHost(domain),
    service: service === undefined ? undefined : parseOneService(service),
  };
}

function parseOneService(text: string): SloLogScope['service'] {
  const [found, ...more] = parseServices(text);
  if (!found || more.length > 0) {
    throw new InputError(`'service' must name one service`);
  }
  const { clusterId, namespace, name } = found;
  return { clusterId, namespace, service: name };
}
