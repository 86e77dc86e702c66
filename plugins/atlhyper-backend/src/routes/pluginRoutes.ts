import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { ServiceUnavailableError } from '@backstage/errors';
import { createOpenApi } from './createOpenApi';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** What is open to all, and so tells nothing of the installation. */
export function pluginRoutes({ checkDatabase }: RouteOptions): Route[] {
  const anyone = async () => {};
  return [
    route(endpoints.getHealth, anyone, async () => {
      try {
        await checkDatabase();
      } catch (error) {
        throw new ServiceUnavailableError('The database does not answer');
      }
      return { status: 'ok' as const };
    }),
    route(endpoints.getOpenApi, anyone, async () => createOpenApi()),
  ];
}
