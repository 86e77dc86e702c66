import { RESOURCE_KINDS } from '@atlhyper/backstage-plugin-atlhyper-common';
import { groupByKind, kindName } from './kindNames';
import { formatObjectKey, parseObjectKey } from './objectKey';

describe('kinds', () => {
  it('lose none of what is grouped, also of a kind that has no group', () => {
    const things = [...RESOURCE_KINDS, 'widget' as never].map(kind => ({
      kind,
    }));
    const groups = groupByKind(things);
    expect(groups.flatMap(g => g.members.map(m => m.kind)).sort()).toEqual(
      things.map(thing => thing.kind).sort(),
    );
    expect(groups.at(-1)).toEqual({
      group: 'other',
      members: [{ kind: 'widget' }],
    });
  });

  it.each([...RESOURCE_KINDS])('have the name of Kubernetes: %s', kind => {
    expect(kindName(kind).toLowerCase()).toBe(kind);
    expect(kindName(kind)).toMatch(/^[A-Z]/);
  });
});

describe('the name of an object in the address', () => {
  it.each([
    { namespace: 'shop', name: 'web-1' },
    { name: 'node-1' },
    { namespace: 'shop', name: 'odd/name' },
  ])('comes back as it went: %j', object => {
    expect(parseObjectKey(formatObjectKey(object))).toEqual(object);
  });

  it.each(['', 'web', '/web', 'shop/', '_/'])('is not %j', key => {
    expect(parseObjectKey(key)).toBeUndefined();
  });
});
