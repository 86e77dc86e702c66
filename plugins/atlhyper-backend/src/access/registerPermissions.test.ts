import { atlhyperPermissions } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ZodObject, ZodType } from 'zod';
import { registeredTypes } from './__testUtils__/registeredTypes';

/** Rules by what they are of: parameters, a reference that meets them and one that does not. */
const RULES: [string, string, Record<string, string[]>, string, string][] = [
  [
    'domain',
    'HAS_HOST',
    { hosts: ['*.example.com'] },
    'prod/_/domain/shop.example.com',
    'prod/_/domain/shop.example.org',
  ],
  [
    'domain',
    'IS_IN_CLUSTER',
    { clusterIds: ['prod'] },
    'prod/_/domain/a.example',
    'dev/_/domain/a.example',
  ],
  ['node', 'HAS_NAME', { names: ['a'] }, 'prod/_/node/a', 'prod/_/node/b'],
  [
    'node',
    'IS_IN_CLUSTER',
    { clusterIds: ['prod'] },
    'prod/_/node/a',
    'dev/_/node/a',
  ],
  [
    'service',
    'IS_IN_NAMESPACE',
    { namespaces: ['shop'] },
    'prod/shop/service/api',
    'prod/pay/service/api',
  ],
  [
    'service',
    'IS_IN_CLUSTER',
    { clusterIds: ['prod'] },
    'prod/shop/service/api',
    'dev/shop/service/api',
  ],
  [
    'resource',
    'IS_IN_NAMESPACE',
    { namespaces: ['shop'] },
    'prod/shop/pod/api-1',
    'prod/_/persistentvolume/pv-1',
  ],
  [
    'resource',
    'IS_IN_CLUSTER',
    { clusterIds: ['prod'] },
    'prod/shop/pod/api-1',
    'dev/shop/pod/api-1',
  ],
  ['cluster', 'IS_CLUSTER', { clusterIds: ['prod'] }, 'prod', 'dev'],
];

describe('registerPermissions', () => {
  it('registers every permission once, with the type that it is of', () => {
    const { single, types } = registeredTypes();
    const all = [...single, ...types.flatMap(one => one.permissions)];
    const names = (of: readonly { name: string }[]) =>
      of.map(({ name }) => name).sort();
    expect(names(all)).toEqual(names(atlhyperPermissions));
    for (const { permissions, resourceRef } of types) {
      for (const permission of permissions) {
        expect(permission).toHaveProperty(
          'resourceType',
          resourceRef.resourceType,
        );
      }
    }
  });

  it('registers these rules and no others', () => {
    const { types } = registeredTypes();
    const registered = types.flatMap(({ resourceRef, rules }) =>
      rules.map(rule => `${resourceRef.resourceType} ${rule.name}`),
    );
    expect(registered.sort()).toEqual(
      RULES.map(([type, name]) => `atlhyper-${type} ${name}`).sort(),
    );
  });

  it.each(RULES)(
    'lets %s %s judge what a reference names',
    async (kind, name, params, met, unmet) => {
      const { typeOf, ruleOf } = registeredTypes();
      const type = `atlhyper-${kind}`;
      const rule = ruleOf(type, name);
      const [yes, no] = await typeOf(type).getResources([met, unmet]);
      expect(rule.apply(yes!, params)).toBe(true);
      expect(rule.apply(no!, params)).toBe(false);
      const [param] = Object.keys(params);
      expect(rule.apply(yes!, { [param]: [] })).toBe(false);
    },
  );

  it.each(RULES)(
    'tells the author of a policy what %s %s asks',
    (kind, name, params) => {
      const { ruleOf } = registeredTypes();
      const { description, paramsSchema, resourceType } = ruleOf(
        `atlhyper-${kind}`,
        name,
      );
      expect(description).toMatch(/^Allow [^ ]+ /);
      expect(resourceType).toBe(`atlhyper-${kind}`);
      const schema = paramsSchema as unknown as ZodObject<
        Record<string, ZodType>
      >;
      expect(Object.keys(schema.shape)).toEqual(Object.keys(params));
      for (const value of Object.values(schema.shape)) {
        expect(value.description).toMatch(/^[A-Z][a-z]+/);
      }
      expect(schema.safeParse({}).success).toBe(false);
    },
  );

  it.each([
    ['domain', 'prod/_/node/a'],
    ['node', 'prod/shop/pod/a'],
    ['service', 'prod/_/domain/a.example'],
    ['domain', 'a.example'],
    ['resource', 'shop/api-1'],
  ])('knows no %s by the name "%s"', async (kind, ref) => {
    const { typeOf } = registeredTypes();
    expect(await typeOf(`atlhyper-${kind}`).getResources([ref])).toEqual([
      undefined,
    ]);
  });
});
