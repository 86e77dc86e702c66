import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { nameOf } from './nameOf';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** An id that is refused for its length must not fill the audit log. */
const forAudit = (id: unknown) => String(id).slice(0, 63);

/** Clusters, and the tokens of their agents. */
export function clusterRoutes({ clusters, authorizer }: RouteOptions): Route[] {
  const mayManage = authorizer.manageClusters;
  return [
    route(endpoints.getClusters, authorizer.readClusters, ({ access }) =>
      clusters.listClusters(access),
    ),
    route(
      endpoints.registerCluster,
      authorizer.requireCreateCluster,
      ({ body: { display_name: displayName, ...body }, credentials }) =>
        clusters.registerCluster({
          ...body,
          displayName,
          createdBy: nameOf(credentials),
        }),
      {
        eventId: 'cluster-register',
        meta: ({ body }) => ({ cluster: forAudit(body?.id) }),
      },
    ),
    route(endpoints.getTokens, mayManage, async ({ params, access }) => ({
      tokens: await clusters.listTokens(params.cluster, access),
    })),
    route(
      endpoints.issueToken,
      mayManage,
      ({ params, body, access, credentials }) =>
        clusters.issueToken({
          ...body,
          access,
          clusterId: params.cluster,
          createdBy: nameOf(credentials),
        }),
      {
        eventId: 'agent-token-issue',
        meta: ({ params }) => ({ cluster: forAudit(params.cluster) }),
      },
    ),
    route(
      endpoints.revokeToken,
      mayManage,
      ({ params: { cluster: clusterId, token: tokenId }, access }) =>
        clusters.revokeToken({ clusterId, tokenId, access }),
      {
        eventId: 'agent-token-revoke',
        meta: ({ params: { cluster, token } }) => ({
          cluster: forAudit(cluster),
          token: forAudit(token),
        }),
      },
    ),
  ];
}
