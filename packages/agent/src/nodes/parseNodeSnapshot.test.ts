import { parseNodeSnapshot } from './parseNodeSnapshot';

const memory = { totalBytes: 3, usedBytes: 1, availableBytes: 2 };
const node = { node: 'n', timestampMs: 1, memory };

describe('parseNodeSnapshot', () => {
  it('takes a snapshot that keeps every rule as it is', () => {
    expect(parseNodeSnapshot(node)).toEqual({ snapshot: node });
  });

  it('leaves out the group that breaks a rule, says so and keeps the others', () => {
    const cpu = { coreCount: -1, load1: null };
    expect(parseNodeSnapshot({ ...node, cpu })).toEqual({
      snapshot: {
        ...node,
        problems: [
          {
            reader: 'cpu',
            message: expect.stringMatching(/^cpu\.coreCount: Too small/),
          },
        ],
      },
    });
  });

  it('puts its own problems before those of the collector, 32 in all', () => {
    const problems = Array.from({ length: 32 }, (_, i) => ({
      reader: `r${i}`,
      message: 'm',
    }));
    const result = parseNodeSnapshot({ ...node, cpu: 5, problems });
    expect(result).toMatchObject({
      snapshot: { problems: [{ reader: 'cpu' }, ...problems.slice(0, 31)] },
    });
  });

  it.each([
    ['no object', 5, ': '],
    ['no time', { node: 'n' }, 'timestampMs: '],
    ['a bad name', { ...node, node: '' }, 'node: '],
    ['an unknown group', { ...node, other: 1 }, ': '],
    ['a bad name beside a bad group', { ...node, node: '', cpu: 1 }, 'node: '],
  ])('refuses %s', (_, json, start) => {
    expect(parseNodeSnapshot(json)).toEqual({
      refused: expect.stringMatching(new RegExp(`^${start}`)),
    });
  });
});
