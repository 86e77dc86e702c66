import type { StoredTarget } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Stores } from '../Stores';
import { NOW_MS, type OpenStores } from './ContractStores';

function targetOf(
  domain: string,
  source: StoredTarget['source'],
  availability = 99,
): StoredTarget {
  return {
    subject: { kind: 'domain', domain },
    ...{ window: '1d', objective: { availability }, source },
    updatedMs: NOW_MS,
  };
}

/** What every store of targets keeps to. */
export function targetsContract(
  open: OpenStores<Pick<Stores, 'targets'>>,
): void {
  describe('a store of targets', () => {
    async function openWith(...targets: StoredTarget[]) {
      const { targets: store } = await open();
      await store.putTargets(targets);
      const list = async () =>
        (await store.listTargets()).map(
          ({ subject, source, objective }) =>
            `${'domain' in subject && subject.domain} ${source} ${
              objective.availability
            }`,
        );
      return { store, list };
    }

    it('replaces what is of the same subject, window and source', async () => {
      const { store, list } = await openWith(
        targetOf('a.example', 'api'),
        targetOf('a.example', 'catalog', 98),
      );
      await store.putTargets([targetOf('a.example', 'api', 95)]);
      expect((await list()).sort()).toEqual([
        'a.example api 95',
        'a.example catalog 98',
      ]);
    });

    it('removes what was set in the editor, and nothing of the catalog', async () => {
      const { store, list } = await openWith(
        targetOf('a.example', 'api'),
        targetOf('a.example', 'catalog'),
      );
      const { subject, window } = targetOf('a.example', 'api');
      expect(await store.deleteTarget({ subject, window })).toBe(true);
      expect(await store.deleteTarget({ subject, window })).toBe(false);
      expect(await list()).toEqual(['a.example catalog 99']);
    });

    it('has of the catalog what was given last, and its problems', async () => {
      const { store, list } = await openWith(
        targetOf('a.example', 'api'),
        targetOf('gone.example', 'catalog'),
      );
      const problem = { entity_ref: 'component:default/a', message: 'no' };
      const now = [targetOf('b.example', 'catalog')];
      await store.replaceCatalogTargets(now, [problem]);
      expect((await list()).sort()).toEqual([
        'a.example api 99',
        'b.example catalog 99',
      ]);
      expect(await store.listCatalogProblems()).toEqual([problem]);
      await store.replaceCatalogTargets([], []);
      expect(await list()).toEqual(['a.example api 99']);
      expect(await store.listCatalogProblems()).toEqual([]);
    });
  });
}
