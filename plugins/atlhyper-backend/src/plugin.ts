import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { readAtlhyperConfig } from './config/readAtlhyperConfig';
import { AgentAuthenticator } from './gateway/AgentAuthenticator';
import { AgentGateway } from './gateway/AgentGateway';
import { createAgentRouter } from './gateway/createAgentRouter';
import { createClusterRouter } from './http/createClusterRouter';
import { createHealthRouter } from './http/createHealthRouter';
import { createNodeRouter } from './http/createNodeRouter';
import { createSloRouter } from './http/createSloRouter';
import { Authorizer } from './permissions/Authorizer';
import { registerPermissions } from './permissions/registerPermissions';
import { ClusterService } from './services/clusters/ClusterService';
import { NodeService } from './services/nodes/NodeService';
import { WorkloadService } from './services/nodes/WorkloadService';
import { SloService } from './services/slo/SloService';
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
        const { httpRouter, httpAuth, auditor, logger, registry } = deps;
        const config = readAtlhyperConfig(deps.rootConfig);
        const stores = await openDatabase(deps.database);
        const clock = Date.now;
        const { levels } = config.retention;

        registerPermissions(registry);
        const { permissions } = deps;
        const authorizer = new Authorizer({ permissions, registry });
        const clusters = new ClusterService({
          store: stores.clusters,
          disconnectedAfterMs: config.agent.disconnectedAfterMs,
          clock,
        });
        const slo = new SloService({
          store: stores.slo,
          targets: config.sloTargets,
          levels,
          clock,
        });
        const { nodes: nodeStore } = stores;
        const nodes = new NodeService({
          nodes: nodeStore,
          clusters: stores.clusters,
          clock,
        });
        const workloads = new WorkloadService({ nodes: nodeStore, clock });
        const gateway = new AgentGateway({
          ingest: stores.ingest,
          limits: config.agent,
          levels,
          clock,
        });
        const authenticator = new AgentAuthenticator({
          clusters: stores.clusters,
          clock,
        });

        httpRouter.addAuthPolicy({ path: '/agent', allow: 'unauthenticated' });
        httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
        httpRouter.use(createHealthRouter({ checkDatabase: stores.check }));
        httpRouter.use(
          createAgentRouter({ authenticator, gateway, limits: config.agent }),
        );
        const http = { authorizer, httpAuth, auditor };
        httpRouter.use(createClusterRouter({ clusters, ...http }));
        httpRouter.use(createSloRouter({ slo, ...http }));
        httpRouter.use(createNodeRouter({ nodes, workloads, ...http }));

        await deps.scheduler.scheduleTask({
          id: 'atlhyper-retention',
          frequency: { minutes: 10 },
          timeout: { minutes: 9 },
          initialDelay: { minutes: 1 },
          fn: signal =>
            pruneAll({
              store: stores.retention,
              retention: config.retention,
              nowMs: clock(),
              logger,
              signal,
            }),
        });
      },
    });
  },
});
