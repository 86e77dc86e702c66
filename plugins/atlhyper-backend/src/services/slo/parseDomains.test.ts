import { parseDomainSelectors } from './parseDomains';

describe('parseDomainSelectors', () => {
  it.each([
    ['Shop.Example.com', { host: { kind: 'exact', host: 'shop.example.com' } }],
    [
      'shop.example.com/api',
      { host: { kind: 'exact', host: 'shop.example.com' }, path: '/api' },
    ],
    ['*.example.com', { host: { kind: 'wildcard', pattern: '*.example.com' } }],
    ['~^a/b$', { host: { kind: 'exact', host: '~^a/b$' } }],
  ])('reads %s', (text, expected) => {
    expect(parseDomainSelectors(text)).toEqual([expected]);
  });

  it('reads several, with blanks around them', () => {
    expect(parseDomainSelectors(' a.example , b.example,')).toHaveLength(2);
  });

  it.each([',', '/api', Array(201).fill('a').join()])('refuses %p', text => {
    expect(() => parseDomainSelectors(text)).toThrow(/'domains'/);
  });
});
