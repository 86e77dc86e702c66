import { z } from 'zod';
import {
  deleteTargetRequestSchema,
  importTargetsResponseSchema,
  putTargetRequestSchema,
  storedTargetSchema,
  targetsResponseSchema,
} from '../api/sloTargets';
import {
  atlhyperMeshReadPermission,
  atlhyperMeshTargetUpdatePermission,
  atlhyperSloReadPermission,
  atlhyperSloTargetUpdatePermission,
} from '../permissions';
import { defineEndpoint } from './endpoint';

const read = [atlhyperSloReadPermission, atlhyperMeshReadPermission];
const update = [
  atlhyperSloTargetUpdatePermission,
  atlhyperMeshTargetUpdatePermission,
];
const subject = { kind: 'domain', domain: 'shop.example' } as const;

export const getSloTargets = defineEndpoint({
  name: 'getSloTargets',
  method: 'GET',
  path: '/v2/slo/targets',
  response: targetsResponseSchema,
  permissions: read,
  summary:
    'SLO targets that were set, what holds where none is, and definitions that are not in force.',
  example: {},
});

export const putSloTarget = defineEndpoint({
  name: 'putSloTarget',
  method: 'PUT',
  path: '/v2/slo/targets',
  body: putTargetRequestSchema,
  response: storedTargetSchema,
  permissions: update,
  summary:
    'Sets the target of a domain, path, service or caller in one window.',
  example: {
    body: { subject, window: '30d', objective: { availability: 99.9 } },
  },
});

export const deleteSloTarget = defineEndpoint({
  name: 'deleteSloTarget',
  method: 'DELETE',
  path: '/v2/slo/targets',
  body: deleteTargetRequestSchema,
  status: 204,
  permissions: update,
  summary: 'Removes a target, so that the more general one holds again.',
  example: { body: { subject, window: '30d' } },
});

export const exportOpenSlo = defineEndpoint({
  name: 'exportOpenSlo',
  method: 'GET',
  path: '/v2/slo/targets/openslo',
  response: z.string(),
  responseType: 'application/yaml',
  permissions: read,
  summary: 'All targets as OpenSLO v1 documents.',
  example: {},
});

export const importOpenSlo = defineEndpoint({
  name: 'importOpenSlo',
  method: 'POST',
  path: '/v2/slo/targets/openslo',
  query: z.object({ dry_run: z.boolean().default(false) }),
  body: z.string(),
  bodyType: 'application/yaml',
  response: importTargetsResponseSchema,
  permissions: update,
  summary:
    "Sets the targets of OpenSLO v1 documents, all or none; with 'dry_run' only says which.",
  aliases: { dryRun: 'dry_run' },
  example: { query: { dry_run: true }, body: '' },
});
