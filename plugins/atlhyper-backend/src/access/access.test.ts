import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import {
  isAllowed,
  meetsCondition,
  whereAllowed,
  type Access,
  type AccessSubject,
  type Condition,
} from './access';
import { matchesHost, parseHostPattern } from './hostPattern';

jest.setTimeout(60_000);

const HOSTS = [
  'example.com',
  'shop.example.com',
  'a.shop.example.com',
  'shop_example.com',
  '100%.example.com',
  '*',
  '~^[A-Z].*$',
  null,
];
const SUBJECTS: AccessSubject[] = HOSTS.flatMap(host =>
  ['one', 'two', undefined].map(clusterId => ({
    clusterId,
    host: host ?? undefined,
  })),
);

const condition: fc.Arbitrary<Condition<'domain'>> = fc.oneof(
  fc.record({
    field: fc.constant('cluster' as const),
    values: fc.subarray(['one', 'two', 'three']),
  }),
  fc.record({
    field: fc.constant('host' as const),
    values: fc.subarray([
      'Shop.example.com',
      '*.example.com',
      '*shop*',
      'shop_example.*',
      '100%.*',
      '*',
      '~^[A-Z].*$',
    ]),
  }),
);

const { criteria } = fc.letrec<{
  criteria: PermissionCriteria<Condition<'domain'>>;
}>(tie => {
  const some = fc.array(tie('criteria'), { minLength: 1, maxLength: 3 });
  return {
    criteria: fc.oneof(
      { maxDepth: 3 },
      condition,
      some.map(allOf => ({ allOf } as PermissionCriteria<Condition<'domain'>>)),
      some.map(anyOf => ({ anyOf } as PermissionCriteria<Condition<'domain'>>)),
      tie('criteria').map(
        not => ({ not } as PermissionCriteria<Condition<'domain'>>),
      ),
    ),
  };
});

describe('host patterns', () => {
  it.each([
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.EXAMPLE.com', 'a.Example.COM', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['aa*aa', 'aaa', false],
    ['*', '*', true],
    ['shop.example.com', 'shopXexample.com', false],
    ['~.*', 'anything', false],
  ])('%s means %s: %s', (pattern, host, expected) => {
    expect(matchesHost(parseHostPattern(pattern), host)).toBe(expected);
  });
});

describe('whereAllowed', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  it.each(databases.eachSupportedId())(
    'finds on %s what the rules allow in memory, and nothing they cannot judge',
    async id => {
      const knex = await databases.init(id);
      await knex.schema.createTable('things', table => {
        table.integer('id');
        table.string('cluster_id');
        table.string('host');
      });
      await knex('things').insert(
        SUBJECTS.map((subject, i) => ({
          id: i,
          cluster_id: subject.clusterId ?? null,
          host: subject.host ?? null,
        })),
      );
      await fc.assert(
        fc.asyncProperty(criteria, async access => {
          const query = knex('things').orderBy('id');
          whereAllowed(query, access, { cluster: 'cluster_id', host: 'host' });
          const found: number[] = await query.pluck('id');
          const expected = SUBJECTS.flatMap((subject, i) =>
            holds(access, subject) === true ? [i] : [],
          );
          expect(found).toEqual(expected);
          const inMemory = SUBJECTS.flatMap((subject, i) =>
            isAllowed(subject, access) ? [i] : [],
          );
          expect(inMemory).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each(databases.eachSupportedId())(
    'finds on %s all, nothing, or what one of several columns allows',
    async id => {
      const knex = await databases.init(id);
      await knex.schema.createTable('calls', table => {
        table.string('cluster_id');
        table.string('source');
        table.string('destination');
      });
      const namespaces = [
        ['shop', 'pay'],
        ['pay', 'shop'],
        ['pay', 'pay'],
      ];
      const rows = namespaces.map(([source, destination]) => ({
        cluster_id: 'one',
        ...{ source, destination },
      }));
      await knex('calls').insert(rows);
      const found = (
        access: Access<'service'>,
        columns: string[] | undefined = ['source', 'destination'],
      ) => {
        const query = knex('calls')
          .select('source', 'destination')
          .orderByRaw('source desc, destination desc');
        const cluster = 'cluster_id';
        whereAllowed(query, access, { cluster, namespaces: columns });
        return query.then(all => all.map(one => Object.values(one)));
      };
      const inShop: Condition<'service'> = {
        field: 'namespace',
        values: ['shop'],
      };
      expect(await found('all')).toHaveLength(3);
      expect(await found('none')).toEqual([]);
      expect(await found(inShop)).toEqual(namespaces.slice(0, 2));
      expect(await found(inShop, ['source'])).toEqual(namespaces.slice(0, 1));
      expect(await found({ not: inShop })).toEqual(namespaces.slice(2));
      // Rows of which no column holds a namespace meet no condition on it.
      expect(await found(inShop, [])).toEqual([]);
      for (const subject of namespaces) {
        expect(isAllowed({ namespaces: subject }, inShop)).toBe(
          subject.includes('shop'),
        );
      }
    },
  );
});

/** Three-valued: `undefined` where it takes a value that the subject does not have. */
function holds(
  access: PermissionCriteria<Condition<'domain'>>,
  subject: AccessSubject,
): boolean | undefined {
  if ('allOf' in access) {
    return negate(
      anyHolds(access.allOf.map(one => negate(holds(one, subject)))),
    );
  }
  if ('anyOf' in access) {
    return anyHolds(access.anyOf.map(one => holds(one, subject)));
  }
  if ('not' in access) {
    return negate(holds(access.not, subject));
  }
  const own = access.field === 'host' ? subject.host : subject.clusterId;
  const isUnknown = access.values.length > 0 && own === undefined;
  return isUnknown ? undefined : meetsCondition(subject, access);
}

function negate(value?: boolean): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function anyHolds(values: (boolean | undefined)[]): boolean | undefined {
  return values.includes(true) || (values.includes(undefined) && undefined);
}
