import {
  MAX_EVENTS_PER_PAGE,
  timeMsSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { EventService } from '../services/events/EventService';
import { limitQuery, textQuery } from './queries';

const querySchema = z
  .object({
    namespace: textQuery,
    kind: textQuery,
    name: textQuery,
    type: textQuery,
    reason: textQuery,
    q: textQuery,
    from_ms: z.coerce.number().pipe(timeMsSchema).optional(),
    limit: limitQuery(MAX_EVENTS_PER_PAGE),
    cursor: z.string().max(4096).optional(),
  })
  .transform(({ from_ms: fromMs, ...query }) => ({ ...query, fromMs }));

/** What happened in a cluster, as Kubernetes tells it. */
export function createEventRouter(options: {
  events: EventService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { events, authorizer, httpAuth } = options;
  const router = Router();

  router.get('/v2/clusters/:id/events', async (req, res) => {
    const query = parseRequest(querySchema, req.query);
    const credentials = await httpAuth.credentials(req);
    const may = await authorizer.readResources(credentials);
    const question = { ...may, clusterId: req.params.id };
    res.json(await events.listEvents(question, query));
  });
  return router;
}
