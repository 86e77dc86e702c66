import {
  AtlhyperClient,
  endpoints,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import { AtlhyperClusterSupplier } from './AtlhyperClusterSupplier';
import { readOffers } from './readOffers';

/** Offers the clusters that AtlHyper knows to the Kubernetes plugin, beside its own. */
export const kubernetesModuleAtlhyper = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'atlhyper',
  register(env) {
    env.registerInit({
      deps: {
        clusters: kubernetesClusterSupplierExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
      },
      async init({ clusters, auth, config, discovery, logger }) {
        const offers = readOffers(config);
        const client = new AtlhyperClient({
          discoveryApi: discovery,
          fetchApi: {
            fetch: async (input, init) => {
              const { token } = await auth.getPluginRequestToken({
                onBehalfOf: await auth.getOwnServiceCredentials(),
                targetPluginId: 'atlhyper',
              });
              const headers = new Headers(init?.headers);
              headers.set('Authorization', `Bearer ${token}`);
              return fetch(input, { ...init, headers });
            },
          },
        });
        clusters.addClusterSupplier(
          async ({ getDefault }) =>
            new AtlhyperClusterSupplier({
              configured: await getDefault(),
              offers,
              listClusters: async () =>
                (await client.call(endpoints.getClusters)).clusters,
              logger,
              clock: Date.now,
            }),
        );
      },
    });
  },
});
