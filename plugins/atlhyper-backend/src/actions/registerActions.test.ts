import {
  clusterMetricsSchema,
  eventsResponseSchema,
  kubernetesNodesResponseSchema,
  podMetricsResponseSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  createServiceFactory,
  type BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { exampleCluster } from '../__testUtils__/exampleCluster';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('the actions', () => {
  const registry = actionsRegistryServiceMock();
  const permissions = mockServices.permissions.mock();
  let harness: PluginHarness;

  beforeAll(async () => {
    permissions.authorize.mockResolvedValue([
      { result: AuthorizeResult.ALLOW },
    ]);
    permissions.authorizeConditional.mockResolvedValue([
      { result: AuthorizeResult.ALLOW },
    ]);
    harness = await startPlugin({
      knex: await databases.init('SQLITE_3'),
      features: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => registry,
        }),
        permissions.factory,
      ],
    });
    const session = await harness.openSession(await harness.register('prod'));
    await session.push(exampleCluster(Date.now())).expect(200);
  });

  afterAll(() => harness.backend.stop());

  const invoke = async (
    name: string,
    input: object,
    credentials: BackstageCredentials = mockCredentials.user(),
  ) => {
    const { output } = await registry.invoke({
      id: `test:${name}`,
      input: input as any,
      credentials,
    });
    return output;
  };

  it('only read', () => {
    expect([...registry.actions.keys()].sort()).toEqual([
      'test:get-alerts',
      'test:get-cluster-health',
      'test:get-clusters',
      'test:get-domains',
      'test:get-node-alerts',
      'test:get-resources',
      'test:get-services',
      'test:get-slo-alerts',
      'test:list-kubernetes-events',
      'test:list-node-metrics',
      'test:list-pod-metrics',
    ]);
    for (const { attributes } of registry.actions.values()) {
      expect(attributes).toMatchObject({ readOnly: true, destructive: false });
    }
  });

  it('answer as the API does', async () => {
    const health = clusterMetricsSchema.parse(
      await invoke('get-cluster-health', {}),
    );
    expect(health.nodes).toEqual({ total: 4, healthy: 2 });
    const { nodes } = kubernetesNodesResponseSchema.parse(
      await invoke('list-node-metrics', { cluster: 'prod', sort: '-cpu' }),
    );
    expect(nodes[0]).toMatchObject({ node: 'node-3', healthy: true });
    const { pods } = podMetricsResponseSchema.parse(
      await invoke('list-pod-metrics', {
        cluster: 'prod',
        close_to_limit: true,
      }),
    );
    expect(pods.map(pod => pod.name)).toContain('close-1');
    const events = eventsResponseSchema.parse(
      await invoke('list-kubernetes-events', { cluster: 'prod' }),
    );
    expect(events.cluster).toBe('prod');
  });

  it('name what does not exist', async () => {
    await expect(
      invoke('get-cluster-health', { cluster: 'gone' }),
    ).rejects.toThrow(/gone/);
  });

  it('tell nobody what they may not see', async () => {
    permissions.authorizeConditional.mockResolvedValue([
      { result: AuthorizeResult.DENY },
    ]);
    await expect(
      invoke('list-pod-metrics', { cluster: 'prod' }),
    ).rejects.toThrow(/not allowed|permission/i);
    await expect(
      invoke('list-kubernetes-events', { cluster: 'prod' }),
    ).rejects.toThrow(/not allowed|permission/i);
  });
});
