import {
  issueTokenRequestSchema,
  registerClusterRequestSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuditorService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import express from 'express';
import Router from 'express-promise-router';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { ClusterService } from '../services/clusters/ClusterService';
import { audited } from './audited';

/** An id that is refused for its length must not fill the audit log. */
const MAX_ID_LENGTH = 63;

/** Clusters and the tokens of their agents. */
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
    const answer = await audited(auditor, withSeverity(event), async () => {
      const credentials = await credentialsOf(httpAuth, request);
      await authorizer.requireCreateCluster(credentials);
      const body = parseRequest(registerClusterRequestSchema, request.body);
      const createdBy = nameOf(credentials);
      return clusters.registerCluster({ ...body, createdBy });
    });
    res.status(201).json(answer);
  });

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
      const answer = await audited(auditor, withSeverity(event), async () => {
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
    await audited(auditor, withSeverity(event), async () => {
      const credentials = await credentialsOf(httpAuth, request);
      const access = await authorizer.manageClusters(credentials);
      await clusters.revokeToken({ clusterId, tokenId, access });
    });
    res.status(204).end();
  });
  return router;
}

type Principal = BackstageUserPrincipal | BackstageServicePrincipal;

async function credentialsOf(
  httpAuth: HttpAuthService,
  request: express.Request,
): Promise<BackstageCredentials<Principal>> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}

function nameOf(credentials: BackstageCredentials<Principal>): string {
  const { principal } = credentials;
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}

/** A token lets its bearer write. */
function withSeverity<T>(event: T): T & { severityLevel: 'medium' } {
  return { ...event, severityLevel: 'medium' };
}
