import { claimsOfDomain, claimsOfService, toClaim, type Claim } from './claims';

function claimOf(name: string, given: Partial<Claim>): Claim {
  return {
    ...{ ref: `component:default/${name}`, owners: [], partOf: [] },
    ...{ domains: [], services: [], ...given },
  };
}
const names = (claims: Claim[]) => claims.map(({ ref }) => ref.split('/')[1]);
const shop = { host: 'shop.example.com', clusters: ['east', 'west'] };

describe('a claim', () => {
  it('is what the annotations of an entity say, with who owns it', () => {
    const entity = {
      ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'Component' },
      metadata: {
        name: 'cart',
        annotations: {
          'atlhyper.io/domains': 'shop.example.com/cart, *.cart.example.com',
          'atlhyper.io/services': 'shop/cart',
          'atlhyper.io/cluster': 'east',
        },
      },
      relations: [
        { type: 'ownedBy', targetRef: 'group:default/team-shop' },
        { type: 'partOf', targetRef: 'system:default/shop' },
        { type: 'dependsOn', targetRef: 'resource:default/db' },
      ],
    };
    expect(toClaim(entity)).toEqual({
      ref: 'component:default/cart',
      owners: ['group:default/team-shop'],
      partOf: ['system:default/shop'],
      domains: ['shop.example.com/cart', '*.cart.example.com'],
      services: ['shop/cart'],
      cluster: 'east',
    });
  });

  it('of a whole domain goes before one of a path, whatever their order', () => {
    const claims = [
      claimOf('cart', { domains: ['shop.example.com/cart'] }),
      claimOf('web', { domains: ['Shop.example.com'] }),
      claimOf('other', { domains: ['example.com', 'xshop.example.com'] }),
      claimOf('all', { domains: ['*.example.com'] }),
    ];
    expect(names(claimsOfDomain(claims, shop))).toEqual(['web', 'all', 'cart']);
  });

  it('of one cluster is for that alone', () => {
    const claims = [
      claimOf('here', { domains: ['shop.example.com'], cluster: 'west' }),
      claimOf('away', { domains: ['shop.example.com'], cluster: 'north' }),
    ];
    expect(names(claimsOfDomain(claims, shop))).toEqual(['here']);
  });

  it('of a service may name its cluster', () => {
    const claims = [
      claimOf('any', { services: ['shop/cart'] }),
      claimOf('east', { services: ['east/shop/cart'] }),
      claimOf('west', { services: ['west/shop/cart'] }),
      claimOf('other', { services: ['shop/car'] }),
    ];
    const cart = { cluster: 'east', namespace: 'shop', service: 'cart' };
    expect(names(claimsOfService(claims, cart))).toEqual(['any', 'east']);
  });

  it('of a host that is a regular expression is for that expression', () => {
    const host = '~^[a-z]+/x$';
    const claims = [claimOf('re', { domains: [host] })];
    expect(names(claimsOfDomain(claims, { host, clusters: [] }))).toEqual([
      're',
    ]);
  });
});
