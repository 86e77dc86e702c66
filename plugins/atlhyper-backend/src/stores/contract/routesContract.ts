import type { Route } from '@atlhyper/backstage-plugin-atlhyper-common';
import { routeOf } from '../../__testUtils__/examples';
import type { Stores } from '../Stores';
import { ContractAgent, type OpenStores } from './ContractStores';

/** What every store of routes keeps to. */
export function routesContract(
  open: OpenStores<Pick<Stores, 'ledger' | 'routes'>>,
): void {
  describe('a store of routes', () => {
    async function openWith(...upserts: Route[]) {
      const stores = await open();
      const agent = await ContractAgent.open(stores);
      const apply = (generation: number, complete: boolean, list: Route[]) =>
        agent.push(unit =>
          stores.routes.apply(unit, { generation, complete, upserts: list }),
        );
      expect(await apply(1, true, upserts)).toBe(false);
      const paths = async (scope: object = {}) =>
        (await stores.routes.listRoutes({ access: 'all', ...scope })).map(
          one => `${one.clusterId} ${one.host}${one.path}`,
        );
      return { stores, apply, paths };
    }

    it('gives back what was kept, by host and path', async () => {
      const route = routeOf('b.example', '/');
      const { stores, paths } = await openWith(
        ...[route, routeOf('a.example', '/y'), routeOf('a.example', '/')],
      );
      expect(await paths()).toEqual([
        'one a.example/',
        'one a.example/y',
        'one b.example/',
      ]);
      const found = await stores.routes.listRoutes({ access: 'all' });
      const { series: _, ...rest } = route;
      expect(found[2]).toMatchObject({ ...rest, clusterId: 'one' });
    });

    it('removes what a list lacks once its last part came, and not before', async () => {
      const kept = routeOf('a.example', '/');
      const { apply, paths } = await openWith(kept, routeOf('a.example', '/b'));
      await apply(2, false, [kept]);
      expect(await paths()).toHaveLength(2);
      await apply(2, true, []);
      expect(await paths()).toEqual(['one a.example/']);
    });

    it('asks for a list anew that is older than the one it has', async () => {
      const { apply, paths } = await openWith(routeOf('a.example', '/'));
      await apply(3, true, [routeOf('a.example', '/new')]);
      expect(await apply(2, true, [routeOf('a.example', '/old')])).toBe(true);
      expect(await paths()).toEqual(['one a.example/new']);
    });

    it('leaves other clusters alone, and shows what a caller may see', async () => {
      const { stores, paths } = await openWith(routeOf('a.example', '/'));
      const other = await ContractAgent.open(stores, { clusterId: 'two' });
      await other.push(unit =>
        stores.routes.apply(unit, {
          ...{ generation: 1, complete: true },
          upserts: [routeOf('b.example', '/')],
        }),
      );
      expect(await paths()).toHaveLength(2);
      expect(await paths({ clusterId: 'two' })).toEqual(['two b.example/']);
      const access = { field: 'host', values: ['a.*'] };
      expect(await paths({ access })).toEqual(['one a.example/']);
      expect(await paths({ access: { not: access } })).toEqual([
        'two b.example/',
      ]);
      expect(await paths({ access: 'none' })).toEqual([]);
    });

    it('finds the routes of a series, whatever their host', async () => {
      const shared = { kind: 'shared', service: 'web@kubernetes' } as const;
      const { stores } = await openWith(
        routeOf('a.example', '/', { series: shared }),
        routeOf('b.example', '/', { series: shared }),
        routeOf('c.example', '/'),
      );
      const [first] = await stores.routes.listRoutes({ access: 'all' });
      const name = { clusterId: 'one', seriesKey: first.seriesKey! };
      const found = await stores.routes.listRoutesOfSeries([name], 'all');
      expect(found.map(one => one.host)).toEqual(['a.example', 'b.example']);
      expect(found[0].sharedService).toBe('web@kubernetes');
    });
  });
}
