import {
  coreServices,
  createBackendPlugin,
  type SchedulerServiceTaskFunction,
} from '@backstage/backend-plugin-api';
import { readAtlhyperConfig } from './config/readAtlhyperConfig';
import { createServices } from './createServices';
import { createAgentRouter } from './gateway/createAgentRouter';
import { createClusterRouter } from './http/createClusterRouter';
import { createHealthRouter } from './http/createHealthRouter';
import { createNodeRouter } from './http/createNodeRouter';
import { createSloRouter } from './http/createSloRouter';
import { createTokenRouter } from './http/createTokenRouter';
import { refuseNul } from './http/refuseNul';
import { Authorizer } from './permissions/Authorizer';
import { registerPermissions } from './permissions/registerPermissions';
import { openDatabase } from './stores/openDatabase';
import { pruneAll } from './tasks/pruneAll';

/** Takes what the agents push, keeps it, and answers the tabs and pages. */
export const atlhyperPlugin = createBackendPlugin({
  pluginId: 'atlhyper',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        registry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { httpRouter, httpAuth, auditor, logger } = deps;
        const { permissions, registry } = deps;
        const config = readAtlhyperConfig(deps.rootConfig);
        const stores = await openDatabase(deps.database);
        const services = createServices({
          stores,
          config,
          clock: Date.now,
        });

        registerPermissions(registry);
        const authorizer = new Authorizer({ permissions, registry });
        const http = { ...services, authorizer, httpAuth, auditor };
        httpRouter.addAuthPolicy({ path: '/agent', allow: 'unauthenticated' });
        httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
        httpRouter.use(createHealthRouter({ checkDatabase: stores.check }));
        httpRouter.use(
          createAgentRouter({ ...services, limits: config.agent }),
        );
        httpRouter.use(refuseNul);
        httpRouter.use(createClusterRouter(http));
        httpRouter.use(createTokenRouter(http));
        httpRouter.use(createSloRouter(http));
        httpRouter.use(createNodeRouter(http));

        const { retention } = config;
        const prune: SchedulerServiceTaskFunction = signal =>
          pruneAll({
            store: stores.retention,
            retention,
            nowMs: Date.now(),
            logger,
            signal,
          });
        await deps.scheduler.scheduleTask({
          id: 'retention',
          frequency: { minutes: 10 },
          timeout: { minutes: 9 },
          initialDelay: { minutes: 1 },
          fn: prune,
        });
      },
    });
  },
});
