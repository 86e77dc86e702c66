import { ContractAgent, NOW_MS, type OpenStores } from './ContractStores';

const nothing = async () => undefined;

/** What every ledger keeps to. */
export function ledgerContract(open: OpenStores): void {
  describe('a ledger', () => {
    it('lets a part in once, however often it comes', async () => {
      const agent = await ContractAgent.open(await open());
      const fresh: boolean[] = [];
      for (let i = 0; i < 3; i++) {
        await agent.pushPart(7, async (_, isFresh) => {
          fresh.push(isFresh);
        });
      }
      expect(fresh).toEqual([true, false, false]);
    });

    it('knows nothing of a push whose writing failed', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      await expect(
        agent.pushPart(1, async unit => {
          const gap = { fromMs: 1, toMs: NOW_MS, reason: 'lost' };
          await stores.ledger.recordGaps(unit, [gap]);
          throw new Error('disk is full');
        }),
      ).rejects.toThrow('disk is full');
      expect(await stores.ledger.readCoverage(0)).toEqual([]);
      expect((await agent.pushPart(1, nothing)).isFresh).toBe(true);
    });

    it('refuses a sequence that was used for something else', async () => {
      const agent = await ContractAgent.open(await open());
      await agent.pushPart(1, nothing, { digest: 'a' });
      await expect(
        agent.pushPart(1, nothing, { digest: 'b' }),
      ).rejects.toMatchObject({ code: 'sequence_conflict' });
    });

    it('shuts out who held the role before, and not the other role', async () => {
      const stores = await open();
      const first = await ContractAgent.open(stores);
      const history = await ContractAgent.open(stores, { role: 'backfill' });
      const second = await ContractAgent.open(stores, { streamId: 's2' });
      await expect(first.push(nothing)).rejects.toMatchObject({
        code: 'session_fenced',
      });
      await second.push(nothing);
      await history.push(nothing);
    });

    it('does not know a session that was opened in another database', async () => {
      const stores = await open();
      const push = () =>
        stores.ledger.commit(
          {
            ...{ clusterId: 'one', role: 'live', streamId: 'stream-1' },
            epoch: 7,
            receivedMs: NOW_MS,
          },
          nothing,
        );
      const unknown = { code: 'session_unknown' };
      await expect(push()).rejects.toMatchObject(unknown);
      await ContractAgent.open(stores);
      await expect(push()).rejects.toMatchObject(unknown);
    });

    it('refuses slots that begin before what another stream covered', async () => {
      const stores = await open();
      const first = await ContractAgent.open(stores);
      await first.pushPart(1, nothing, { ageMs: 60_000 });
      const second = await ContractAgent.open(stores, { streamId: 's2' });
      await expect(
        second.pushPart(1, nothing, { ageMs: 45_000 }),
      ).rejects.toMatchObject({ code: 'coverage_overlap' });
      await second.pushPart(1, nothing, { ageMs: 30_000 });
      // Its own older slots are welcome.
      await second.pushPart(2, nothing, { ageMs: 45_000 });
    });

    it('tells how far a cluster is covered, and where it is not', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      await agent.pushPart(1, nothing, { ageMs: 90_000 });
      const { ackedThroughMs } = await agent.pushPart(2, nothing);
      expect(ackedThroughMs).toBe(NOW_MS - 30_000);
      const gap = { fromMs: NOW_MS - 90_000, toMs: NOW_MS - 80_000 };
      for (let i = 0; i < 2; i++) {
        await agent.push(unit =>
          stores.ledger.recordGaps(unit, [{ ...gap, reason: 'lost' }]),
        );
      }
      const live = { fromMs: NOW_MS - 90_000, toMs: NOW_MS - 30_000 };
      expect(await stores.ledger.readCoverage(gap.fromMs)).toEqual([
        { clusterId: 'one', live, history: undefined, gaps: [gap] },
      ]);
      const [later] = await stores.ledger.readCoverage(gap.toMs);
      expect(later.gaps).toEqual([]);
    });

    it('opens sessions with what is known of their role', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      await agent.pushPart(1, nothing);
      const opening = { clusterId: 'one', streamId: 's2', openedMs: NOW_MS };
      const live = await stores.ledger.openSession({
        ...opening,
        role: 'live',
      });
      expect(live).toMatchObject({
        epoch: 2,
        ackedThroughMs: NOW_MS - 30_000,
        lastStreamId: 'stream-1',
      });
      const history = await stores.ledger.openSession({
        ...opening,
        role: 'backfill',
      });
      expect(history.ackedThroughMs).toBeUndefined();
      expect(history.liveThroughMs).toBe(NOW_MS - 30_000);
    });

    it('tells an opener which generation of objects is known', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      const changes = { complete: true, upserts: [], deletes: [] };
      await agent.push(unit =>
        stores.objects.apply(unit, { ...changes, generation: 5 }),
      );
      const { resourceGeneration } = await stores.ledger.openSession({
        ...{ clusterId: 'one', role: 'live', streamId: 's2' },
        openedMs: NOW_MS,
      });
      expect(resourceGeneration).toBe(5);
    });

    it('never counts again what it was told to forget', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      await agent.pushPart(5, nothing);
      await agent.pushPart(9, nothing, { receivedMs: NOW_MS + 2 });
      const before = { gapsBeforeMs: 0, agentsBeforeMs: 0 };
      await stores.ledger.prune({ ...before, ledgerBeforeMs: NOW_MS + 1 });
      for (const sequence of [3, 5]) {
        await expect(agent.pushPart(sequence, nothing)).rejects.toMatchObject({
          code: 'sequence_conflict',
        });
      }
      expect((await agent.pushPart(9, nothing)).isFresh).toBe(false);
      expect((await agent.pushPart(6, nothing)).isFresh).toBe(true);
    });

    it('takes the word of the leader for the sources', async () => {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      const source = (name: string) => ({ name, state: 'ok' as const });
      for (const [streamId, leader] of [
        ['stream-1', true],
        ['stream-2', false],
      ] as const) {
        await stores.ledger.recordHeartbeat({
          clusterId: 'one',
          receivedMs: NOW_MS + Number(!leader),
          streamId,
          agent: { version: '1', hostname: streamId, startedMs: 0, leader },
          sources: [source(streamId)],
          spool: { slots: 0, bytes: 0 },
        });
      }
      const names = async () =>
        (
          await stores.ledger.listSources({ access: 'all', clusterId: 'one' })
        ).map(one => one.name);
      expect(await names()).toEqual(['stream-1']);
      await agent.push(unit =>
        stores.ledger.recordSources(unit, [source('traefik')]),
      );
      expect(await names()).toEqual(['traefik']);
    });
  });
}
