import {
  deleteTargetRequestSchema,
  endpoints,
  subjectKey,
  withoutAliases,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Request } from 'express';
import { nameOf } from './nameOf';
import { route, type Audit, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** Targets: read, set, removed, exported and imported. */
export function targetRoutes({ targets, authorizer }: RouteOptions): Route[] {
  const mayRead = authorizer.readSubjects;
  const mayUpdate = authorizer.updateSubjects;
  return [
    route(endpoints.getSloTargets, mayRead, ({ access }) =>
      targets.listTargets(access),
    ),
    route(
      endpoints.putSloTarget,
      mayUpdate,
      ({ body, access, credentials }) =>
        targets.putTarget(body, { access, name: nameOf(credentials) }),
      auditOf('slo-target-set'),
    ),
    route(
      endpoints.deleteSloTarget,
      mayUpdate,
      ({ body, access }) => targets.deleteTarget(body, { access }),
      auditOf('slo-target-remove'),
    ),
    route(endpoints.exportOpenSlo, mayRead, ({ access }) =>
      targets.exportOpenSlo(access),
    ),
    route(
      endpoints.importOpenSlo,
      mayUpdate,
      ({ query: { dry_run: dryRun }, body, access, credentials }) => {
        const caller = { access, name: nameOf(credentials) };
        return targets.importOpenSlo(body, caller, { dryRun });
      },
      {
        eventId: 'slo-target-import',
        meta: ({ query }) => ({
          // As it is read, where both spellings are given.
          dryRun:
            withoutAliases(endpoints.importOpenSlo, query).dry_run === 'true',
        }),
      },
    ),
  ];
}

function auditOf(eventId: string): Audit {
  return {
    eventId,
    meta: ({ body }: Request): Record<string, string> => {
      const named = deleteTargetRequestSchema.loose().safeParse(body);
      return named.success
        ? {
            subject: subjectKey(named.data.subject),
            window: named.data.window,
          }
        : {};
    },
  };
}
