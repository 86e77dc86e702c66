import fc from 'fast-check';
import { formatEntityKey, parseEntityKey } from './key';

describe('entity keys', () => {
  it('are cluster, namespace, kind and name', () => {
    expect(
      formatEntityKey({
        clusterId: 'demo',
        namespace: 'shop',
        kind: 'service',
        name: 'web',
      }),
    ).toBe('demo/shop/service/web');
    expect(
      formatEntityKey({ clusterId: 'demo', kind: 'domain', name: 'a.b/*' }),
    ).toBe('demo/_/domain/a.b%2F*');
  });

  it('parse back to what was formatted', () => {
    const part = fc.string({ minLength: 1, unit: 'grapheme' });
    const parts = fc.record(
      {
        clusterId: part,
        namespace: part.filter(p => p !== '_'),
        kind: part,
        name: part,
      },
      { requiredKeys: ['clusterId', 'kind', 'name'] },
    );
    fc.assert(
      fc.property(parts, p => {
        expect(parseEntityKey(formatEntityKey(p))).toEqual(p);
      }),
    );
  });

  it.each([
    ...['', 'a/b/c', 'a/b/c/d/e', 'a/b/c/%'],
    ...['/b/c/d', 'a//c/d', 'a/b//d', 'a/b/c/'],
  ])('do not parse from "%s"', key => {
    expect(parseEntityKey(key)).toBeUndefined();
  });

  it('refuse empty parts and the namespace "_"', () => {
    const parts = { clusterId: 'a', namespace: 'b', kind: 'c', name: 'd' };
    for (const name of Object.keys(parts)) {
      expect(() => formatEntityKey({ ...parts, [name]: '' })).toThrow(
        new TypeError('an entity key has no empty parts'),
      );
    }
    expect(() => formatEntityKey({ ...parts, namespace: '_' })).toThrow(
      new TypeError('"_" stands for no namespace and cannot be one'),
    );
  });
});
