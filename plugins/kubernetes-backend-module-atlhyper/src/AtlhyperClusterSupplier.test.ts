import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import { AtlhyperClusterSupplier } from './AtlhyperClusterSupplier';
import type { ClusterOffer } from './readOffers';

const offer: ClusterOffer = {
  cluster: 'east',
  hosts: ['api.east.example.com'],
  authProvider: 'serviceAccount',
  serviceAccountToken: 'token-of-east',
  skipTLSVerify: false,
  skipMetricsLookup: true,
};

const cluster = (overrides: Partial<Cluster> = {}): Cluster => ({
  id: 'east',
  displayName: 'East',
  createdMs: 0,
  status: 'connected',
  kubernetesApi: {
    url: 'https://API.east.example.com:6443',
    caData: 'Y2VydA==',
  },
  agents: [],
  nodeCount: 1,
  podCount: 1,
  domainCount: 0,
  gaps: [],
  ...overrides,
});

function createSupplier(options: {
  listClusters: () => Promise<Cluster[]>;
  configured?: ClusterDetails[];
  offers?: ClusterOffer[];
}) {
  const logger = mockServices.logger.mock();
  const time = { nowMs: 0 };
  const supplier = new AtlhyperClusterSupplier({
    configured: { getClusters: async () => options.configured ?? [] },
    offers: options.offers ?? [offer],
    listClusters: options.listClusters,
    logger,
    clock: () => time.nowMs,
  });
  const ask = () =>
    supplier.getClusters({ credentials: mockCredentials.service() });
  return { ask, logger, time };
}

describe('AtlhyperClusterSupplier', () => {
  it('offers a cluster at the address its agent tells, with the credentials of the configuration', async () => {
    const { ask } = createSupplier({ listClusters: async () => [cluster()] });
    expect(await ask()).toEqual([
      {
        name: 'east',
        title: 'East',
        url: 'https://API.east.example.com:6443',
        caData: 'Y2VydA==',
        skipTLSVerify: false,
        skipMetricsLookup: true,
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: 'token-of-east',
        },
      },
    ]);
  });

  it('sends no credentials to a host that the configuration does not name', async () => {
    const { ask, logger } = createSupplier({
      listClusters: async () => [
        cluster({ kubernetesApi: { url: 'https://evil.example.com' } }),
      ],
    });
    expect(await ask()).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining("names the host 'evil.example.com'"),
    );
  });

  // Whoever may make a NodePort service listens at some port of such a host.
  it.each([
    ['api.east.example.com', 'https://api.east.example.com', 1],
    ['api.east.example.com', 'https://api.east.example.com:6443', 1],
    ['api.east.example.com', 'https://api.east.example.com:30443', 0],
    ['api.east.example.com:30443', 'https://api.east.example.com:30443', 1],
    ['api.east.example.com:30443', 'https://api.east.example.com', 0],
    ['api.east.example.com:*', 'https://api.east.example.com:30443', 1],
    ['api.east.example.com:*', 'https://evil.example.com', 0],
    ['[fd00::1]', 'https://[FD00::1]:6443', 1],
    ['127.0.0.1:*', 'http://127.0.0.1:40001', 1],
  ])('takes %s for the place of %s: %d', async (host, url, offered) => {
    const { ask } = createSupplier({
      listClusters: async () => [cluster({ kubernetesApi: { url } })],
      offers: [{ ...offer, hosts: [host] }],
    });
    expect(await ask()).toHaveLength(offered);
  });

  it('offers none that the configuration does not list, or whose agent tells no address', async () => {
    const { ask } = createSupplier({
      listClusters: async () => [
        cluster({ kubernetesApi: undefined }),
        cluster({ id: 'west' }),
      ],
    });
    expect(await ask()).toEqual([]);
  });

  it('keeps what the Kubernetes plugin is configured with', async () => {
    const configured = { name: 'east', url: 'https://own', authMetadata: {} };
    const { ask } = createSupplier({
      listClusters: async () => [cluster()],
      configured: [configured],
    });
    expect(await ask()).toEqual([configured]);
  });

  it('asks at most twice a minute, and goes on with what it knew while there is no answer', async () => {
    const listClusters = jest
      .fn()
      .mockResolvedValueOnce([cluster()])
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockResolvedValueOnce([]);
    const { ask, logger, time } = createSupplier({ listClusters });
    await Promise.all([ask(), ask()]);
    time.nowMs = 29_999;
    expect(await ask()).toHaveLength(1);
    expect(listClusters).toHaveBeenCalledTimes(1);
    time.nowMs = 30_000;
    expect(await ask()).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('connect ECONNREFUSED'),
    );
    time.nowMs = 60_000;
    expect(await ask()).toHaveLength(0);
  });
});
