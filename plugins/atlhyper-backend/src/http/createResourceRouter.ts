import {
  MAX_RESOURCES_PER_PAGE,
  RESOURCE_KINDS,
  RESOURCE_SORTS,
  nameSchema,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { ResourceService } from '../services/resources/ResourceService';
import { textQuery } from './queries';

const listQuerySchema = z.object({
  namespace: textQuery,
  q: textQuery,
  sort: z.enum(RESOURCE_SORTS).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_RESOURCES_PER_PAGE).optional(),
  cursor: z.string().max(4096).optional(),
});

const idSchema = z
  .object({ namespace: nameSchema, name: nameSchema })
  .transform(({ namespace, name }) => ({
    namespace: namespace === '_' ? undefined : namespace,
    name,
  }));

/** The objects of a cluster, by kind. */
export function createResourceRouter(options: {
  resources: ResourceService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
}) {
  const { resources, authorizer, httpAuth } = options;
  const router = Router();

  async function questionOf(req: Request<{ id: string }>) {
    const credentials = await httpAuth.credentials(req);
    return {
      ...(await authorizer.readResources(credentials)),
      clusterId: req.params.id,
    };
  }

  router.get('/v2/clusters/:id/resources', async (req, res) => {
    res.json(await resources.listKinds(await questionOf(req)));
  });

  router.get('/v2/clusters/:id/resources/:kind', async (req, res) => {
    const kind = parseKind(req.params.kind);
    const query = parseRequest(listQuerySchema, req.query);
    const question = await questionOf(req);
    res.json(await resources.listResources({ ...question, kind }, query));
  });

  router.get(
    '/v2/clusters/:id/resources/:kind/:namespace/:name',
    async (req, res) => {
      const kind = parseKind(req.params.kind);
      const id = { kind, ...parseRequest(idSchema, req.params) };
      res.json(await resources.getResource(await questionOf(req), id));
    },
  );
  return router;
}

/** @throws InputError that names the kinds */
function parseKind(kind: string): ResourceKind {
  const known = RESOURCE_KINDS.find(one => one === kind);
  if (!known) {
    throw new InputError(
      `Unknown kind '${kind.slice(
        0,
        63,
      )}': must be one of ${RESOURCE_KINDS.join(', ')}`,
    );
  }
  return known;
}
