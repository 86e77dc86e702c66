import { z } from 'zod';
import { eventsResponseSchema, MAX_EVENTS_PER_PAGE } from '../api/events';
import {
  MAX_RESOURCES_PER_PAGE,
  RESOURCE_SORTS,
  resourceKindsResponseSchema,
  resourceResponseSchema,
  resourcesResponseSchema,
} from '../api/resources';
import { atlhyperResourceReadPermission } from '../permissions';
import { nameSchema } from '../wire/primitives';
import { RESOURCE_KINDS } from '../wire/resources';
import { defineEndpoint } from './endpoint';
import { clusterParams, fromMs, namespaceOrNone, page, text } from './fields';

const permissions = [atlhyperResourceReadPermission];
const kindParams = clusterParams.extend({
  kind: z.enum(RESOURCE_KINDS, {
    error: `must be one of ${RESOURCE_KINDS.join(', ')}`,
  }),
});

export const getResourceKinds = defineEndpoint({
  name: 'getResourceKinds',
  method: 'GET',
  path: '/v2/clusters/{cluster}/resources',
  params: clusterParams,
  response: resourceKindsResponseSchema,
  permissions,
  summary: 'How many objects of each kind a cluster has.',
  example: { params: { cluster: 'prod' } },
});

export const getResources = defineEndpoint({
  name: 'getResources',
  method: 'GET',
  path: '/v2/clusters/{cluster}/resources/{kind}',
  params: kindParams,
  query: z.object({
    namespace: text,
    q: text.describe('Part of the name, whatever its case'),
    sort: z.enum(RESOURCE_SORTS).optional(),
    ...page(MAX_RESOURCES_PER_PAGE),
  }),
  response: resourcesResponseSchema,
  permissions,
  summary: 'Objects of one kind, such as the deployments of a namespace.',
  example: {
    params: { cluster: 'prod', kind: 'deployment' },
    query: { namespace: 'shop', sort: '-created' },
  },
});

export const getResource = defineEndpoint({
  name: 'getResource',
  method: 'GET',
  path: '/v2/clusters/{cluster}/resources/{kind}/{namespace}/{name}',
  params: kindParams.extend({ namespace: namespaceOrNone, name: nameSchema }),
  response: resourceResponseSchema,
  permissions,
  summary: 'One object, as far as its agent sends it.',
  example: {
    params: { cluster: 'prod', kind: 'node', namespace: '_', name: 'node-1' },
  },
});

export const listKubernetesEvents = defineEndpoint({
  name: 'listKubernetesEvents',
  method: 'GET',
  path: '/v2/clusters/{cluster}/events',
  params: clusterParams,
  query: z.object({
    namespace: text,
    kind: text.describe('Of the object, in lower case'),
    name: text.describe('Of the object'),
    type: text.describe('Normal or Warning'),
    reason: text,
    q: text.describe(
      "Part of the reason, the message or the object's name, whatever its case",
    ),
    from_ms: fromMs,
    ...page(MAX_EVENTS_PER_PAGE),
  }),
  response: eventsResponseSchema,
  permissions,
  summary:
    'Events, the newest first, with how often each happened by Kubernetes’ own count. Kept for longer than Kubernetes does.',
  example: { params: { cluster: 'prod' }, query: { type: 'Warning' } },
});
