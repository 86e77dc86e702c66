import { shop, unusedDomain } from '../__fixtures__/domains';
import { cartService } from '../__fixtures__/services';
import { searchDomains, searchServices } from './searchLists';

describe('searchDomains', () => {
  const found = (search: string) =>
    searchDomains([unusedDomain, shop], search).map(domain => [
      domain.domain,
      ...domain.routes.map(route => route.path_prefix),
    ]);

  it('finds a domain by its name, with its paths as they are', () => {
    expect(found('SHOP')).toEqual([['shop.example.com', '/', '/api']]);
    expect(found('')).toHaveLength(2);
  });

  it('finds a domain by a path, which then comes first', () => {
    expect(found('/api')).toEqual([['shop.example.com', '/api', '/']]);
    expect(found('shop.example.com/api')).toHaveLength(1);
    expect(found('/apx')).toEqual([]);
  });
});

describe('searchServices', () => {
  const found = (search: string) =>
    searchServices([cartService], search).map(service =>
      service.edges.map(edge => edge.source.workload),
    );

  it('finds a service by its name or a caller, which then comes first', () => {
    expect(found('shop/cart')).toEqual([['web', 'report']]);
    expect(found('batch/report')).toEqual([['report', 'web']]);
    expect(found('cronjob')).toEqual([['report', 'web']]);
    expect(found('nobody')).toEqual([]);
  });
});
