import type { NewToken } from '../ClusterStore';
import type { Stores } from '../Stores';
import { NOW_MS, type OpenStores } from './ContractStores';

function tokenOf(id: string, given: Partial<NewToken> = {}): NewToken {
  return {
    ...{ id, clusterId: 'one', tokenHash: `hash of ${id}`, createdMs: NOW_MS },
    ...{ createdBy: 'user:default/guest', backfill: false, ...given },
  };
}

/** What every store of clusters keeps to; they begin with one token each. */
export function clustersContract(
  open: OpenStores<Pick<Stores, 'ledger' | 'clusters'>>,
): void {
  describe('a store of clusters', () => {
    it('adds a cluster once, with its token', async () => {
      const { clusters } = await open();
      const cluster = { id: 'three', displayName: 'East', createdMs: NOW_MS };
      const first = tokenOf('a', { clusterId: 'three', backfill: true });
      expect(await clusters.addCluster(cluster, first)).toBe(true);
      const again = tokenOf('b', { clusterId: 'three' });
      expect(await clusters.addCluster(cluster, again)).toBe(false);
      expect(await clusters.listClusterIds()).toEqual(['one', 'three', 'two']);
      expect(await clusters.listTokens('three')).toEqual([
        {
          ...{ id: 'a', createdMs: NOW_MS, backfill: true },
          createdBy: 'user:default/guest',
        },
      ]);
      const [stored] = await clusters.listClusters({
        ...{ access: 'all', id: 'three', gapsFromMs: 0 },
      });
      expect(stored).toMatchObject({ ...cluster, seen: false, agents: [] });
    });

    it('keeps as many valid tokens as are allowed, oldest first', async () => {
      const { clusters } = await open();
      expect(await clusters.addToken(tokenOf('a'), 2)).toBe(true);
      expect(await clusters.addToken(tokenOf('b'), 2)).toBe(false);
      const token = { clusterId: 'one', id: 'a', revokedMs: NOW_MS };
      expect(await clusters.revokeToken(token)).toBe(true);
      expect(await clusters.addToken(tokenOf('c'), 2)).toBe(true);
      const valid = await clusters.listTokens('one');
      expect(valid.map(one => one.id)).toEqual(['token-one', 'c']);
    });

    it('never lets two at once share the last place', async () => {
      const { clusters } = await open();
      const added = await Promise.all(
        ['a', 'b', 'c'].map(id => clusters.addToken(tokenOf(id), 2)),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    it('knows a token by its hash until it is revoked, by its own cluster alone', async () => {
      const { clusters } = await open();
      await clusters.addToken(tokenOf('a'), 9);
      await clusters.recordTokenUse('a', NOW_MS + 1);
      expect(await clusters.findTokenByHash('hash of a')).toEqual({
        ...{ id: 'a', clusterId: 'one', tokenHash: 'hash of a' },
        ...{ backfill: false, lastUsedMs: NOW_MS + 1 },
      });
      const token = { id: 'a', revokedMs: NOW_MS };
      const ofTwo = { ...token, clusterId: 'two' };
      expect(await clusters.revokeToken(ofTwo)).toBe(false);
      const ofOne = { ...token, clusterId: 'one' };
      expect(await clusters.revokeToken(ofOne)).toBe(true);
      expect(await clusters.revokeToken(ofOne)).toBe(false);
      expect(await clusters.findTokenByHash('hash of a')).toBeUndefined();
    });

    it('shows the clusters that a caller may see', async () => {
      const { clusters } = await open();
      const idsFor = async (
        access: Parameters<typeof clusters.hasCluster>[1],
      ) =>
        (await clusters.listClusters({ access, gapsFromMs: 0 })).map(
          one => one.id,
        );
      const access = { field: 'cluster', values: ['two'] } as const;
      expect(await idsFor('all')).toEqual(['one', 'two']);
      expect(await idsFor('none')).toEqual([]);
      expect(await idsFor(access)).toEqual(['two']);
      expect(await clusters.hasCluster('one', access)).toBe(false);
      expect(await clusters.hasCluster('two', access)).toBe(true);
      expect(await clusters.hasCluster('three', 'all')).toBe(false);
    });

    it('has heard of a cluster once its agent came', async () => {
      const { clusters, ledger } = await open();
      expect(await clusters.lastHeardMs('one')).toBeUndefined();
      const agent = { version: '1', hostname: 'a', startedMs: 0, leader: true };
      await ledger.recordHeartbeat({
        ...{ clusterId: 'one', streamId: 'a', receivedMs: NOW_MS, agent },
        ...{ sources: [], spool: { slots: 0, bytes: 0 } },
      });
      expect(await clusters.lastHeardMs('one')).toBe(NOW_MS);
      expect(await clusters.lastHeardMs('two')).toBeUndefined();
      const [one] = await clusters.listClusters({
        ...{ access: 'all', id: 'one', gapsFromMs: 0 },
      });
      expect(one).toMatchObject({ seen: true, agents: [{ hostname: 'a' }] });
    });
  });
}
