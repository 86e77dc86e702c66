import { z } from 'zod';
import { defineEndpoint } from './endpoint';

export const getHealth = defineEndpoint({
  name: 'getHealth',
  method: 'GET',
  path: '/health',
  response: z.object({ status: z.literal('ok') }),
  permissions: [],
  open: true,
  summary:
    'Whether the plugin can do its work: 503 where its database does not answer.',
  example: {},
});

export const getOpenApi = defineEndpoint({
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  response: z.looseObject({ openapi: z.string() }),
  permissions: [],
  open: true,
  summary:
    'This document. It tells nothing of the installation, so anyone may read it.',
  example: {},
});
