import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@atlhyper/backstage-plugin-atlhyper-common';
import { nodeData } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';
import { parseLabelSelector } from './labelSelector';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('WorkloadService on %s', id => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    for (const clusterId of ['one', 'two']) {
      const agent = await StackAgent.open(stack, { clusterId });
      await agent.push({
        nodes: [{ node: 'worker-1', timestampMs: NOW_MS }],
        resources: {
          generation: 1,
          complete: true,
          deletes: [],
          upserts: [
            objectOf('node', 'worker-1', undefined, nodeData()),
            objectOf('node', 'worker-2', undefined, nodeData()),
            objectOf('node', 'idle', undefined, nodeData()),
            objectOf('service', 'web', 'shop', {
              labels: {},
              selector: { app: 'web' },
            }),
            objectOf('service', 'external', 'shop', { labels: {} }),
            pod('web-1', 'worker-1', { app: 'web' }),
            pod('web-2', 'worker-2', { app: 'web' }),
            pod('web-3', undefined, { app: 'web' }),
            pod('web-job', 'idle', { app: 'web' }, 'Succeeded'),
            pod('cart-1', 'worker-1', { app: 'cart', tier: 'back' }),
          ],
        },
      });
    }
  });

  it('goes from a service over its pods to the nodes, in every cluster that has it', async () => {
    const answer = await stack.workloads.listNodes({
      pods: 'all',
      nodes: 'all',
      services: [{ namespace: 'shop', name: 'web' }],
    });
    expect(answer.nodes.map(n => [n.cluster, n.node, podsOf(n)])).toEqual([
      ['one', 'worker-1', ['web-1']],
      ['one', 'worker-2', ['web-2']],
      ['two', 'worker-1', ['web-1']],
      ['two', 'worker-2', ['web-2']],
    ]);
    expect(answer.unscheduledPods).toBe(2);
    expect(answer.nodes[0].stale).toBe(false);
    expect(answer.nodes[1]).toMatchObject({ stale: true, snapshot: undefined });
  });

  it('keeps to the cluster that the service names', async () => {
    const answer = await stack.workloads.listNodes({
      pods: 'all',
      nodes: 'all',
      services: [{ clusterId: 'two', namespace: 'shop', name: 'web' }],
    });
    expect(answer.nodes.map(n => n.cluster)).toEqual(['two', 'two']);
    const other = await stack.workloads.listNodes({
      pods: 'all',
      nodes: 'all',
      clusterId: 'one',
      services: [{ clusterId: 'two', namespace: 'shop', name: 'web' }],
    });
    expect(other).toEqual({ nodes: [], unscheduledPods: 0 });
  });

  it.each(['external', 'unknown'])(
    'finds no nodes for the service %s',
    async name => {
      const answer = await stack.workloads.listNodes({
        pods: 'all',
        nodes: 'all',
        services: [{ namespace: 'shop', name }],
      });
      expect(answer).toEqual({ nodes: [], unscheduledPods: 0 });
    },
  );

  it.each([
    ['app=cart', 'shop', ['cart-1']],
    ['app in (web,cart),tier', 'shop', ['cart-1']],
    ['app=cart', undefined, ['cart-1']],
    ['app=cart', 'other', []],
  ])(
    'finds pods with %s in namespace %s',
    async (selector, namespace, pods) => {
      const answer = await stack.workloads.listNodes({
        pods: 'all',
        nodes: 'all',
        clusterId: 'one',
        services: [],
        labels: { namespace, requirements: parseLabelSelector(selector) },
      });
      expect(answer.nodes.flatMap(podsOf)).toEqual(pods);
    },
  );

  it('shows a pod once that is meant twice', async () => {
    const answer = await stack.workloads.listNodes({
      pods: 'all',
      nodes: 'all',
      clusterId: 'one',
      services: [{ namespace: 'shop', name: 'web' }],
      labels: { requirements: parseLabelSelector('app') },
    });
    expect(answer.nodes.map(podsOf)).toEqual([['cart-1', 'web-1'], ['web-2']]);
  });

  it('shows only pods on nodes that the caller may see', async () => {
    const answer = await stack.workloads.listNodes({
      pods: 'all',
      nodes: {
        allOf: [
          { field: 'cluster', values: ['one'] },
          { not: { field: 'node', values: ['worker-2'] } },
        ],
      },
      services: [{ namespace: 'shop', name: 'web' }],
    });
    expect(answer.nodes.map(n => [n.cluster, n.node])).toEqual([
      ['one', 'worker-1'],
    ]);
    // There is no node to be hidden by.
    expect(answer.unscheduledPods).toBe(2);
  });

  it('finds only pods and services that the caller may read', async () => {
    const pods = { field: 'cluster' as const, values: ['two'] };
    const selection = { pods, nodes: 'all' as const };
    const web = { namespace: 'shop', name: 'web' };
    const byService = await stack.workloads.listNodes({
      ...selection,
      services: [web],
    });
    const byLabel = await stack.workloads.listNodes({
      ...selection,
      services: [],
      labels: { requirements: parseLabelSelector('app') },
    });
    for (const { nodes } of [byService, byLabel]) {
      expect(new Set(nodes.map(node => node.cluster))).toEqual(
        new Set(['two']),
      );
    }
  });
});

function podsOf(node: { pods: { name: string }[] }): string[] {
  return node.pods.map(p => p.name).sort();
}

function pod(
  name: string,
  nodeName: string | undefined,
  labels: Record<string, string>,
  phase = 'Running',
): Resource {
  return objectOf('pod', name, 'shop', {
    labels,
    phase,
    ready: true,
    restarts: 0,
    ...(nodeName && { nodeName }),
  });
}

function objectOf(
  kind: Resource['kind'],
  name: string,
  namespace: string | undefined,
  data: Resource['data'],
): Resource {
  return { kind, name, namespace, uid: name, resourceVersion: '1', data };
}
