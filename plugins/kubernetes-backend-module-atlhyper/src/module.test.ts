import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import kubernetesBackend from '@backstage/plugin-kubernetes-backend';
import module from './index';

/** Answers `v2/clusters` as the `atlhyper` backend does. */
function startAtlhyper(tokens: string[]): Promise<Server> {
  const server = createServer((req, res) => {
    tokens.push(String(req.headers.authorization));
    res.setHeader('content-type', 'application/json');
    res.end(
      JSON.stringify({
        clusters: [
          {
            id: 'east',
            displayName: 'East',
            createdMs: 0,
            status: 'connected',
            kubernetesApi: { url: 'https://api.east.example.com' },
            agents: [],
            nodeCount: 0,
            podCount: 0,
            domainCount: 0,
            gaps: [],
          },
        ],
      }),
    );
  });
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve(server)),
  );
}

describe('the module', () => {
  it('gives the Kubernetes plugin our clusters, asked for as this backend', async () => {
    const tokens: string[] = [];
    const atlhyper = await startAtlhyper(tokens);
    const { port } = atlhyper.address() as AddressInfo;
    const backend = await startTestBackend({
      features: [
        kubernetesBackend,
        module,
        mockServices.discovery.mock({
          getBaseUrl: async () => `http://127.0.0.1:${port}/api/atlhyper`,
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [],
            },
            atlhyper: {
              kubernetesClusters: [
                {
                  cluster: 'east',
                  hosts: ['api.east.example.com'],
                  authProvider: 'oidc',
                  oidcTokenProvider: 'okta',
                },
              ],
            },
          },
        }),
      ],
    });
    try {
      const response = await fetch(
        `http://localhost:${backend.server.port()}/api/kubernetes/clusters`,
        { headers: { Authorization: 'Bearer mock-user-token' } },
      );
      expect(await response.json()).toEqual({
        items: [
          expect.objectContaining({
            name: 'east',
            title: 'East',
            authProvider: 'oidc',
            oidcTokenProvider: 'okta',
          }),
        ],
      });
      expect(tokens[0]).toMatch(/^Bearer mock-service-token:/);
    } finally {
      await backend.stop();
      atlhyper.close();
    }
  });
});
