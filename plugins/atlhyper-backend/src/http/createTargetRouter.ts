import {
  deleteTargetRequestSchema,
  putTargetRequestSchema,
  subjectKey,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import express, { type Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseRequest } from '../parseRequest';
import type { Authorizer } from '../permissions/Authorizer';
import type { TargetService } from '../services/targets/TargetService';
import { audited } from './audited';
import { credentialsOf, nameOf } from './callers';

const MAX_YAML = '1mb';
const YAML_TYPES = ['application/yaml', 'text/yaml', 'application/x-yaml'];

const importQuerySchema = z.object({
  dryRun: z.enum(['true', 'false']).default('false'),
});

/** Targets: read, set, removed, exported and imported. */
export function createTargetRouter(options: {
  targets: TargetService;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}) {
  const { targets, authorizer, httpAuth, auditor } = options;
  const router = Router();

  /** Who asks, and what it may change. */
  async function callerOf(request: Request) {
    const credentials = await credentialsOf(httpAuth, request);
    const access = await authorizer.updateSubjects(credentials);
    return { name: nameOf(credentials), access };
  }

  router.get('/v2/slo/targets', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    const access = await authorizer.readSubjects(credentials);
    res.json(await targets.listTargets(access));
  });

  router.put('/v2/slo/targets', express.json(), async (request, res) => {
    const event = {
      eventId: 'slo-target-set',
      request,
      meta: describeBody(request.body),
    };
    const stored = await audited(auditor, event, async () => {
      const caller = await callerOf(request);
      const body = parseRequest(putTargetRequestSchema, request.body);
      return targets.putTarget(body, caller);
    });
    res.json(stored);
  });

  router.delete('/v2/slo/targets', express.json(), async (request, res) => {
    const event = {
      eventId: 'slo-target-remove',
      request,
      meta: describeBody(request.body),
    };
    await audited(auditor, event, async () => {
      const caller = await callerOf(request);
      const body = parseRequest(deleteTargetRequestSchema, request.body);
      await targets.deleteTarget(body, caller);
    });
    res.status(204).end();
  });

  router.get('/v2/slo/targets/openslo', async (req, res) => {
    const credentials = await httpAuth.credentials(req);
    const access = await authorizer.readSubjects(credentials);
    const yaml = await targets.exportOpenSlo(access);
    res.type('application/yaml').send(yaml);
  });

  router.post(
    '/v2/slo/targets/openslo',
    express.text({ type: YAML_TYPES, limit: MAX_YAML }),
    async (request, res) => {
      const query = parseRequest(importQuerySchema, request.query);
      const dryRun = query.dryRun === 'true';
      const event = {
        eventId: 'slo-target-import',
        request,
        meta: { dryRun },
      };
      const answer = await audited(auditor, event, async () => {
        const caller = await callerOf(request);
        if (typeof request.body !== 'string') {
          throw new InputError(
            `The body must be OpenSLO documents, with Content-Type '${YAML_TYPES[0]}'`,
          );
        }
        return targets.importOpenSlo(request.body, caller, { dryRun });
      });
      res.json(answer);
    },
  );
  return router;
}

/** What an audit event says of a body that may be anything yet. */
function describeBody(body: unknown) {
  const named = deleteTargetRequestSchema.loose().safeParse(body);
  return named.success
    ? {
        subject: subjectKey(named.data.subject),
        window: named.data.window,
      }
    : {};
}
