import { issueTokenRequestSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { ClusterService } from '../services/clusters/ClusterService';
import { audited } from './audited';
import { credentialsOf, nameOf } from './callers';

/** Tokens of the agents of a cluster. */
export function createTokenRouter(options: {
  clusters: ClusterService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { clusters, authorizer, httpAuth, auditor } = options;
  const router = Router();

  router.get('/v2/clusters/:id/tokens', async (req, res) => {
    const access = await authorizer.manageClusters(
      await httpAuth.credentials(req),
    );
    res.json({ tokens: await clusters.listTokens(req.params.id, access) });
  });

  router.post(
    '/v2/clusters/:id/tokens',
    express.json(),
    async (request, res) => {
      const clusterId = request.params.id;
      const event = {
        eventId: 'agent-token-issue',
        request,
        meta: { cluster: clusterId },
      };
      const answer = await audited(auditor, event, async () => {
        const credentials = await credentialsOf(httpAuth, request);
        const access = await authorizer.manageClusters(credentials);
        const body = parseRequest(issueTokenRequestSchema, request.body);
        const createdBy = nameOf(credentials);
        return clusters.issueToken({ ...body, clusterId, createdBy, access });
      });
      res.status(201).json(answer);
    },
  );

  router.delete('/v2/clusters/:id/tokens/:tokenId', async (request, res) => {
    const { id: clusterId, tokenId } = request.params;
    const event = {
      eventId: 'agent-token-revoke',
      request,
      meta: { cluster: clusterId, token: tokenId },
    };
    await audited(auditor, event, async () => {
      const credentials = await credentialsOf(httpAuth, request);
      const access = await authorizer.manageClusters(credentials);
      await clusters.revokeToken({ clusterId, tokenId, access });
    });
    res.status(204).end();
  });
  return router;
}
