import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { registerMetricsActions } from './actions/registerMetricsActions';
import { readAtlhyperConfig } from './config/readAtlhyperConfig';
import { createServices } from './createServices';
import { createAgentRouter } from './gateway/createAgentRouter';
import { createClusterRouter } from './http/createClusterRouter';
import { createClusterSloRouter } from './http/createClusterSloRouter';
import { createEventRouter } from './http/createEventRouter';
import { createHealthRouter } from './http/createHealthRouter';
import { createMeshRouter } from './http/createMeshRouter';
import { createMetricsRouter } from './http/createMetricsRouter';
import { createNodeRouter } from './http/createNodeRouter';
import { createResourceRouter } from './http/createResourceRouter';
import { createSloLogRouter } from './http/createSloLogRouter';
import { createSloRouter } from './http/createSloRouter';
import { createTargetRouter } from './http/createTargetRouter';
import { createTokenRouter } from './http/createTokenRouter';
import { refuseNul } from './http/refuseNul';
import { Authorizer } from './permissions/Authorizer';
import { registerPermissions } from './permissions/registerPermissions';
import { openDatabase } from './stores/knex/openDatabase';
import { NodeSignals } from './services/signals/NodeSignals';
import { CatalogTargets } from './services/targets/CatalogTargets';
import { scheduleTasks } from './tasks/scheduleTasks';

/** Takes what the agents push, keeps it, and answers the tabs and pages. */
export const atlhyperPlugin = createBackendPlugin({
  pluginId: 'atlhyper',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        registry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const { httpRouter, httpAuth, auditor, logger } = deps;
        const { permissions, registry } = deps;
        const config = readAtlhyperConfig(deps.rootConfig);
        const { stores, stop, check } = await openDatabase(deps.database);
        deps.lifecycle.addShutdownHook(stop);
        const services = createServices({
          stores,
          config,
          signals: new NodeSignals({
            signals: deps.signals,
            logger,
            clock: Date.now,
          }),
          clock: Date.now,
        });

        registerPermissions(registry);
        const authorizer = new Authorizer({ permissions, registry });
        const http = { ...services, authorizer, httpAuth, auditor };
        httpRouter.addAuthPolicy({ path: '/agent', allow: 'unauthenticated' });
        httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
        httpRouter.use(createHealthRouter({ checkDatabase: check }));
        httpRouter.use(
          createAgentRouter({ ...services, limits: config.agent }),
        );
        httpRouter.use(refuseNul);
        httpRouter.use(createClusterRouter(http));
        httpRouter.use(createTokenRouter(http));
        httpRouter.use(createSloRouter(http));
        httpRouter.use(createMeshRouter(http));
        httpRouter.use(createSloLogRouter(http));
        httpRouter.use(createTargetRouter(http));
        httpRouter.use(createClusterSloRouter(http));
        httpRouter.use(createNodeRouter(http));
        httpRouter.use(createResourceRouter(http));
        httpRouter.use(createEventRouter(http));
        httpRouter.use(createMetricsRouter(http));

        registerMetricsActions({
          actionsRegistry: deps.actionsRegistry,
          authorizer,
          metrics: services.metrics,
          kubernetesEvents: services.events,
        });

        await scheduleTasks({
          scheduler: deps.scheduler,
          stores,
          config,
          logger,
          clock: Date.now,
          events: deps.events,
          monitor: services.monitor,
          nodeMonitor: services.nodeMonitor,
          catalogTargets: new CatalogTargets({
            catalog: deps.catalog,
            auth: deps.auth,
            reader: deps.urlReader,
            store: stores.targets,
            grants: config.slo.catalogGrants,
            logger,
            clock: Date.now,
          }),
        });
      },
    });
  },
});
