import { z } from 'zod';
import { ALERT_KINDS, alertRecordsResponseSchema } from '../api/alerts';
import {
  atlhyperClusterReadPermission,
  atlhyperMeshReadPermission,
  atlhyperNodeReadPermission,
  atlhyperResourceReadPermission,
  atlhyperSloReadPermission,
} from '../permissions';
import { defineEndpoint } from './endpoint';
import { cluster, fromMs, MAX_PAGE_SIZE, page } from './fields';

export const getAlerts = defineEndpoint({
  name: 'getAlerts',
  method: 'GET',
  path: '/v2/alerts',
  query: z.object({
    cluster,
    entity: z.string().max(4096).optional().describe('Key of what breaks it'),
    kind: z.enum(ALERT_KINDS).optional(),
    rule: z.string().max(64).optional(),
    severity: z.enum(['warning', 'critical']).optional(),
    active: z.boolean().optional().describe('Only those that fire now'),
    from_ms: fromMs,
    ...page(MAX_PAGE_SIZE),
  }),
  response: alertRecordsResponseSchema,
  permissions: [
    atlhyperSloReadPermission,
    atlhyperMeshReadPermission,
    atlhyperNodeReadPermission,
    atlhyperResourceReadPermission,
    atlhyperClusterReadPermission,
  ],
  summary:
    'Alerts of domains, services, nodes, objects and clusters that fired, newest first: one for each rule that something breaks, with its windows and limits inside.',
  example: { query: { cluster: 'prod', active: true } },
});
