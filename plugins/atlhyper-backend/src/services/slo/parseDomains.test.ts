import { parseDomainSelector } from './parseDomains';

describe('parseDomainSelector', () => {
  it.each([
    ['Shop.Example.com', { host: { kind: 'exact', host: 'shop.example.com' } }],
    [
      'shop.example.com/api',
      { host: { kind: 'exact', host: 'shop.example.com' }, path: '/api' },
    ],
    ['*.example.com', { host: { kind: 'wildcard', pattern: '*.example.com' } }],
    ['~^a/b$', { host: { kind: 'exact', host: '~^a/b$' } }],
  ])('reads %s', (text, expected) => {
    expect(parseDomainSelector(text)).toEqual(expected);
  });

  it('refuses a path without a host', () => {
    expect(() => parseDomainSelector('/api')).toThrow(/'domains'/);
  });
});
