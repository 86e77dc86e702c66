import { z } from 'zod';
import {
  agentTokensResponseSchema,
  clustersResponseSchema,
  issuedTokenSchema,
  issueTokenRequestSchema,
  registerClusterRequestSchema,
  registerClusterResponseSchema,
} from '../api/clusters';
import {
  atlhyperClusterCreatePermission,
  atlhyperClusterManagePermission,
  atlhyperClusterReadPermission,
} from '../permissions';
import { defineEndpoint } from './endpoint';
import { clusterParams } from './fields';

export const getClusters = defineEndpoint({
  name: 'getClusters',
  method: 'GET',
  path: '/v2/clusters',
  response: clustersResponseSchema,
  permissions: [atlhyperClusterReadPermission],
  summary:
    'Every cluster with its agents, how their sources fare, what it holds and which stretches were not counted.',
  example: {},
});

export const registerCluster = defineEndpoint({
  name: 'registerCluster',
  method: 'POST',
  path: '/v2/clusters',
  body: registerClusterRequestSchema,
  response: registerClusterResponseSchema,
  status: 201,
  permissions: [atlhyperClusterCreatePermission],
  summary:
    'Registers a cluster; the answer holds the secret of its first token.',
  aliases: { displayName: 'display_name' },
  example: { body: { id: 'east-1', display_name: 'East 1' } },
});

export const getTokens = defineEndpoint({
  name: 'getTokens',
  method: 'GET',
  path: '/v2/clusters/{cluster}/tokens',
  params: clusterParams,
  response: agentTokensResponseSchema,
  permissions: [atlhyperClusterManagePermission],
  summary: "Tokens of a cluster's agents, without their secrets.",
  example: { params: { cluster: 'prod' } },
});

export const issueToken = defineEndpoint({
  name: 'issueToken',
  method: 'POST',
  path: '/v2/clusters/{cluster}/tokens',
  params: clusterParams,
  body: issueTokenRequestSchema,
  response: issuedTokenSchema,
  status: 201,
  permissions: [atlhyperClusterManagePermission],
  summary: 'Issues a further token; the answer holds its secret.',
  example: { params: { cluster: 'prod' }, body: {} },
});

export const revokeToken = defineEndpoint({
  name: 'revokeToken',
  method: 'DELETE',
  path: '/v2/clusters/{cluster}/tokens/{token}',
  params: clusterParams.extend({ token: z.string().min(1).max(253) }),
  status: 204,
  permissions: [atlhyperClusterManagePermission],
  summary: 'Revokes a token.',
  example: {
    params: { cluster: 'prod', token: '8d3f9f0e-63a5-4dd1-b6d1-0c7c2d3c1c1e' },
  },
});
