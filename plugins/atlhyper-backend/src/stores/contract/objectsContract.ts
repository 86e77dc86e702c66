import { createHash } from 'node:crypto';
import {
  EMPTY_RESOURCE_DIGEST,
  xorDigests,
  type Resource,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ContractAgent,
  type ContractStores,
  type OpenStores,
} from './ContractStores';

type Changes = Parameters<ContractStores['objects']['apply']>[1];

function objectOf(
  kind: 'configmap' | 'namespace',
  name: string,
  overrides: Partial<Resource> = {},
): Resource {
  return {
    ...{ kind, name, uid: `uid-${name}`, resourceVersion: '1' },
    ...(kind === 'configmap' && { namespace: 'shop' }),
    data: {},
    ...overrides,
  };
}

/** Worked from the definition, see `xorDigests`. */
function digestOf(...objects: Resource[]): string {
  return objects
    .map(({ namespace = '_', kind, name, resourceVersion }) =>
      createHash('sha256')
        .update(`${namespace}/${kind}/${name}@${resourceVersion}`)
        .digest('hex')
        .slice(0, 16),
    )
    .reduce(xorDigests, EMPTY_RESOURCE_DIGEST);
}

/** What every store of objects keeps to. */
export function objectsContract(open: OpenStores): void {
  describe('a store of objects', () => {
    let stores: ContractStores;
    let agent: ContractAgent;

    beforeEach(async () => {
      stores = await open();
      agent = await ContractAgent.open(stores);
    });

    async function apply(changes: Partial<Changes>): Promise<boolean> {
      const base = { generation: 1, complete: true, upserts: [], deletes: [] };
      return agent.push(unit =>
        stores.objects.apply(unit, { ...base, ...changes }),
      );
    }
    const names = async (
      query: Partial<
        Parameters<ContractStores['objects']['listResources']>[0]
      > = {},
    ) => {
      const found = await stores.objects.listResources({
        ...{ access: 'all', clusterId: 'one', kind: 'configmap' },
        ...{ sort: 'name', limit: 100 },
        ...query,
      });
      return found.map(({ resource }) => resource.name);
    };
    const [a, b, c] = ['a', 'b', 'c'].map(name => objectOf('configmap', name));

    it('agrees in its digest after full states, changes and removals', async () => {
      const first = { upserts: [a, b], complete: false };
      expect(await apply(first)).toBe(false);
      const rest = { upserts: [c], digest: digestOf(a, b, c) };
      expect(await apply(rest)).toBe(false);
      const changed = { ...a, resourceVersion: '2' };
      const delta = {
        upserts: [changed],
        deletes: [b, objectOf('configmap', 'never')],
        digest: digestOf(changed, c),
      };
      expect(await apply(delta)).toBe(false);
      // Told twice, it changes nothing.
      expect(await apply(delta)).toBe(false);
      expect(await names()).toEqual(['a', 'c']);
    });

    it('asks for the full state where the digest differs', async () => {
      expect(await apply({ upserts: [a], digest: digestOf(a, b) })).toBe(true);
    });

    it('drops what a newer full state does not name, once it is complete', async () => {
      await apply({ upserts: [a, b] });
      await apply({ generation: 2, complete: false, upserts: [c] });
      expect(await names()).toEqual(['a', 'b', 'c']);
      await apply({ generation: 2, upserts: [b] });
      expect(await names()).toEqual(['b', 'c']);
    });

    it('leaves an older generation alone, and asks for a newer', async () => {
      await apply({ generation: 5, upserts: [a] });
      expect(await apply({ generation: 4, upserts: [b] })).toBe(true);
      expect(await names()).toEqual(['a']);
    });

    it('keeps nothing of a push that failed', async () => {
      await expect(
        agent.push(async unit => {
          const changes = { generation: 1, complete: true, deletes: [] };
          await stores.objects.apply(unit, { ...changes, upserts: [a] });
          throw new Error('crash');
        }),
      ).rejects.toThrow('crash');
      expect(await names()).toEqual([]);
    });

    it('lists in pages that go on where the last ended, bytewise', async () => {
      const all = ['b', 'A', 'a', 'é', 'B'].map(name =>
        objectOf('configmap', name, {
          data: name === 'a' ? {} : { createdMs: name.charCodeAt(0) },
        }),
      );
      await apply({ upserts: all });
      for (const [sort, expected] of [
        ['name', ['A', 'B', 'a', 'b', 'é']],
        ['-name', ['é', 'b', 'a', 'B', 'A']],
        // What has no time comes last either way.
        ['created', ['A', 'B', 'b', 'é', 'a']],
        ['-created', ['é', 'b', 'B', 'A', 'a']],
      ] as const) {
        const paged: string[] = [];
        let after: { name: string; namespace: string } | undefined;
        do {
          const [next] = await stores.objects.listResources({
            access: 'all',
            ...{ clusterId: 'one', kind: 'configmap', limit: 1 },
            sort,
            after,
          });
          after = next?.position;
          paged.push(...(next ? [next.resource.name] : []));
        } while (after);
        expect([sort, paged]).toEqual([sort, expected]);
      }
    });

    it('finds by part of a name, namespace and what the caller may see', async () => {
      const other = { ...objectOf('configmap', 'Api-x'), namespace: 'pay' };
      await apply({ upserts: [a, other, objectOf('namespace', 'shop')] });
      expect(await names({ nameContains: 'api' })).toEqual(['Api-x']);
      expect(await names({ namespace: 'shop' })).toEqual(['a']);
      const access = { field: 'namespace' as const, values: ['shop'] };
      expect(await names({ access })).toEqual(['a']);
      const counts = await stores.objects.countByKind({
        clusterId: 'one',
        access: { not: access },
      });
      // What has no namespace neither meets a condition on it nor fails it.
      expect([...counts]).toEqual([['configmap', 1]]);
      const kind = 'configmap' as const;
      expect(
        await stores.objects.listNamespaces({
          access: 'all',
          clusterId: 'one',
          kind,
        }),
      ).toEqual(['pay', 'shop']);
      const id = { kind, namespace: 'pay', name: 'Api-x' };
      expect(
        await stores.objects.findResource({ clusterId: 'one', id, access }),
      ).toBeUndefined();
      expect(
        await stores.objects.findResource({
          access: 'all',
          clusterId: 'one',
          id,
        }),
      ).toMatchObject({ uid: 'uid-Api-x' });
    });

    it('keeps clusters apart', async () => {
      await apply({ upserts: [a] });
      expect(await names({ clusterId: 'two' })).toEqual([]);
    });
  });
}
