import type { Usage } from '@atlhyper/backstage-plugin-atlhyper-common';
import { nodeData } from '../../__testUtils__/examples';
import {
  ContractAgent,
  NOW_MS,
  type ContractStores,
  type OpenStores,
} from './ContractStores';

/** What every store of latest figures keeps to. */
export function latestContract(open: OpenStores): void {
  describe('a store of latest figures', () => {
    let stores: ContractStores;
    let agent: ContractAgent;

    beforeEach(async () => {
      stores = await open();
      agent = await ContractAgent.open(stores);
    });

    async function putNode(timestampMs: number, receivedMs = NOW_MS) {
      const snapshot = { node: 'n1', timestampMs, uptimeMs: timestampMs };
      await agent.push(
        unit => stores.latest.putSnapshots(unit, [snapshot]),
        receivedMs,
      );
    }
    const uptime = async () =>
      (await stores.latest.listNodes({ access: 'all' }))[0]?.snapshot?.uptimeMs;

    async function putObjects() {
      const pod = (name: string, nodeName: string) => ({
        ...({ kind: 'pod', namespace: 'shop', name, uid: name } as const),
        resourceVersion: '1',
        data: { phase: 'Running', nodeName, ready: true, restarts: 0 },
      });
      const node = (name: string) => ({
        ...({ kind: 'node', name, uid: name, resourceVersion: '1' } as const),
        data: nodeData(),
      });
      await agent.push(unit =>
        stores.objects.apply(unit, {
          ...{ generation: 1, complete: true, deletes: [] },
          upserts: [node('n1'), node('n2'), pod('b', 'n1'), pod('a', 'n2')],
        }),
      );
    }
    const usageAt = (timestampMs: number, cpuCores: number): Usage => ({
      pods: [
        {
          ...{ namespace: 'shop', name: 'a', timestampMs },
          source: 'metrics-server',
          containers: [{ name: 'main', cpuCores }],
        },
      ],
      nodes: [{ node: 'n1', timestampMs, source: 'metrics-server', cpuCores }],
      probes: [],
    });

    it('keeps the newest, in whatever order they arrive', async () => {
      for (const ageMs of [5_000, 10_000, 7_000]) {
        await putNode(NOW_MS - ageMs);
      }
      expect(await uptime()).toBe(NOW_MS - 5_000);
    });

    it('takes one from a clock that is ahead for one of now', async () => {
      await putNode(NOW_MS + 3_600_000);
      await putNode(NOW_MS + 5_000, NOW_MS + 5_000);
      expect(await uptime()).toBe(NOW_MS + 5_000);
    });

    it('takes what is of now over what came while its own clock was ahead', async () => {
      await putNode(NOW_MS + 7_200_000, NOW_MS + 7_200_000);
      await putNode(NOW_MS - 5_000);
      expect(await uptime()).toBe(NOW_MS - 5_000);
      await putNode(NOW_MS - 10_000);
      expect(await uptime()).toBe(NOW_MS - 5_000);
    });

    it('keeps nothing of a push that failed', async () => {
      await expect(
        agent.push(async unit => {
          const snapshot = { node: 'n1', timestampMs: NOW_MS };
          await stores.latest.putSnapshots(unit, [snapshot]);
          throw new Error('crash');
        }),
      ).rejects.toThrow('crash');
      expect(await stores.latest.listNodes({ access: 'all' })).toEqual([]);
    });

    it('knows nodes by the API and by their collectors', async () => {
      await putObjects();
      await agent.push(unit =>
        stores.latest.putSnapshots(unit, [
          { node: 'n2', timestampMs: NOW_MS },
          { node: 'n3', timestampMs: NOW_MS },
        ]),
      );
      const list = async (
        query: Partial<
          Parameters<ContractStores['latest']['listNodes']>[0]
        > = {},
      ) =>
        (await stores.latest.listNodes({ access: 'all', ...query })).map(
          one => `${one.node}${one.snapshot ? '' : '?'}`,
        );
      expect(await list()).toEqual(['n1?', 'n2', 'n3']);
      expect(await list({ access: 'all', clusterId: 'two' })).toEqual([]);
      const named = [{ clusterId: 'one', node: 'n3' }];
      expect(await list({ access: 'all', names: named })).toEqual(['n3']);
      expect(await list({ access: 'all', names: [] })).toEqual([]);
      const access = { field: 'node' as const, values: ['n1'] };
      expect(await list({ access })).toEqual(['n1?']);
    });

    it('gives what pods and nodes use, and nothing that is too old', async () => {
      await putObjects();
      await agent.push(unit =>
        stores.latest.putUsage(unit, usageAt(NOW_MS - 60_000, 0.5)),
      );
      await agent.push(unit =>
        stores.latest.putUsage(unit, usageAt(NOW_MS - 90_000, 9)),
      );
      const read = async (usageFromMs: number) => {
        const query = { clusterId: 'one', usageFromMs };
        const pods = await stores.latest.measurePodPage({
          access: 'all',
          ...query,
          limit: 10,
        });
        const nodes = await stores.latest.measureNodes({
          access: 'all',
          ...query,
          snapshotFromMs: 0,
        });
        return [
          pods.map(one => [one.name, one.usage?.containers[0].cpuCores]),
          nodes.map(one => [one.name, one.usage?.cpuCores]),
        ];
      };
      expect(await read(NOW_MS - 60_000)).toEqual([
        [
          ['a', 0.5],
          ['b', undefined],
        ],
        [
          ['n1', 0.5],
          ['n2', undefined],
        ],
      ]);
      expect((await read(NOW_MS - 59_999))[0][0]).toEqual(['a', undefined]);
    });

    it('finds pods by node, namespace and what the caller may see', async () => {
      await putObjects();
      const list = async (
        filter: Partial<Parameters<ContractStores['latest']['measurePods']>[0]>,
      ) =>
        (
          await stores.latest.measurePods({
            ...{ access: 'all', clusterId: 'one', usageFromMs: 0 },
            ...filter,
          })
        ).map(one => one.name);
      expect(await list({ node: 'n1' })).toEqual(['b']);
      expect(await list({ name: 'a' })).toEqual(['a']);
      const access = { field: 'namespace' as const, values: ['pay'] };
      expect(await list({ access })).toEqual([]);
      expect(
        await stores.latest.countPods({ access: 'all', clusterId: 'one' }),
      ).toBe(2);
    });

    it('pages through pods by name', async () => {
      await putObjects();
      const page = (after?: { namespace: string; name: string }) =>
        stores.latest.measurePodPage({
          access: 'all',
          ...{ clusterId: 'one', usageFromMs: 0, limit: 1 },
          after,
        });
      const [first] = await page();
      const [second] = await page(first);
      expect([first.name, second.name]).toEqual(['a', 'b']);
      expect(await page(second)).toEqual([]);
    });

    it('removes usage by its age, and nodes that their cluster lacks', async () => {
      await putObjects();
      await agent.push(unit =>
        stores.latest.putUsage(unit, usageAt(NOW_MS - 60_000, 1)),
      );
      await agent.push(unit =>
        stores.latest.putSnapshots(unit, [
          { node: 'n1', timestampMs: NOW_MS - 60_000 },
          { node: 'gone', timestampMs: NOW_MS - 60_000 },
        ]),
      );
      const before = { usageBeforeMs: NOW_MS, nodesBeforeMs: NOW_MS };
      expect(await stores.latest.prune(before)).toBe(3);
      const nodes = await stores.latest.listNodes({ access: 'all' });
      expect(nodes.map(one => one.node)).toEqual(['n1', 'n2']);
      expect(await stores.latest.prune(before)).toBe(0);
    });
  });
}
