import { registerClusterRequestSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { checkJsonText } from '../checkJsonText';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { ClusterService } from '../services/clusters/ClusterService';
import { audited } from './audited';
import { credentialsOf, nameOf } from './callers';

/** An id that is refused for its length must not fill the audit log. */
const MAX_ID_LENGTH = 63;

/** Clusters. */
export function createClusterRouter(options: {
  clusters: ClusterService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { clusters, authorizer, httpAuth, auditor } = options;
  const router = Router();

  router.get('/v2/clusters', async (req, res) => {
    const access = await authorizer.readClusters(
      await httpAuth.credentials(req),
    );
    res.json(await clusters.listClusters(access));
  });

  router.post('/v2/clusters', express.json(), async (request, res) => {
    const meta = { cluster: String(request.body?.id).slice(0, MAX_ID_LENGTH) };
    const event = { eventId: 'cluster-register', request, meta } as const;
    const answer = await audited(auditor, event, async () => {
      const credentials = await credentialsOf(httpAuth, request);
      await authorizer.requireCreateCluster(credentials);
      checkJsonText(JSON.stringify(request.body ?? null));
      const body = parseRequest(registerClusterRequestSchema, request.body);
      const createdBy = nameOf(credentials);
      return clusters.registerCluster({ ...body, createdBy });
    });
    res.status(201).json(answer);
  });

  return router;
}
