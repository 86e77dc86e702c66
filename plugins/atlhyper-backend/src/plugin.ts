import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  atlhyperAlertsExtensionPoint,
  atlhyperRulesExtensionPoint,
  atlhyperStoresExtensionPoint,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { registerActions } from './actions/registerActions';
import { readAtlhyperConfig } from './config/readAtlhyperConfig';
import { AddedHearers } from './extensions/AddedHearers';
import { AddedRules } from './extensions/AddedRules';
import { AddedStores } from './extensions/AddedStores';
import { createServices } from './createServices';
import { createAgentRouter } from './gateway/createAgentRouter';
import { mount, openPaths } from './http/mount';
import { refuseNul } from './http/refuseNul';
import { createRoutes } from './routes/createRoutes';
import { Authorizer } from './access/Authorizer';
import { registerPermissions } from './access/registerPermissions';
import { openDatabase } from './stores/knex/openDatabase';
import { NodeSignals } from './services/signals/NodeSignals';
import { CatalogTargets } from './services/targets/CatalogTargets';
import { scheduleTasks } from './tasks/scheduleTasks';

/** Takes what the agents push, keeps it, and answers the tabs and pages. */
export const atlhyperPlugin = createBackendPlugin({
  pluginId: 'atlhyper',
  // eslint-disable-next-line max-lines-per-function -- wiring: one entry for each dependency
  register(env) {
    const rules = new AddedRules();
    const hearers = new AddedHearers();
    const added = new AddedStores();
    env.registerExtensionPoint(atlhyperRulesExtensionPoint, rules);
    env.registerExtensionPoint(atlhyperAlertsExtensionPoint, hearers);
    env.registerExtensionPoint(atlhyperStoresExtensionPoint, added);
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
        const { stop, check, ...opened } = await openDatabase(deps.database);
        const stores = { ...opened.stores, ...added.stores };
        deps.lifecycle.addShutdownHook(stop);
        const services = createServices({
          stores,
          config,
          rules: rules.join(config.nodeRules, logger),
          hearers: hearers.join(logger),
          logger,
          signals: new NodeSignals({
            signals: deps.signals,
            logger,
            clock: Date.now,
          }),
          clock: Date.now,
        });

        registerPermissions(registry);
        const authorizer = new Authorizer({ permissions, registry });
        const routes = createRoutes({
          ...services,
          authorizer,
          checkDatabase: check,
        });
        for (const path of ['/agent', ...openPaths(routes)]) {
          httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
        }
        httpRouter.use(
          createAgentRouter({ ...services, limits: config.agent }),
        );
        httpRouter.use(refuseNul);
        httpRouter.use(mount(routes, { httpAuth, auditor }));

        registerActions({ actionsRegistry: deps.actionsRegistry, routes });

        await scheduleTasks({
          scheduler: deps.scheduler,
          stores,
          config,
          logger,
          clock: Date.now,
          events: deps.events,
          receivers: hearers.receivers,
          monitor: services.monitor,
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
