import { realmOf } from './realms';

describe('realmOf', () => {
  it.each([
    ['prod/_/node/worker-1', 'node'],
    ['prod/_/cluster/prod', 'cluster'],
    ['*/_/domain/shop.example.com', 'slo'],
    ['prod/shop/service/node', 'slo'],
    ['targets of no entity', 'slo'],
  ])('of what is judged in "%s" is %s', (scope, realm) => {
    expect(realmOf({ scope })).toBe(realm);
  });
});
