import { ServiceUnavailableError } from '@backstage/errors';
import { readYaml, readYamlApart } from './readYaml';

const MEGABYTE = 1_000_000;
const list = (count: number, of: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => of(i));

jest.setTimeout(120_000);

/** Texts of the allowed size that cost most to read. */
const HOSTILE: [string, string][] = [
  ['keys in flow form', `{${list(50_000, i => `k${i}: 1`).join(', ')}}`],
  ['more keys than that', `{${list(90_000, i => `k${i}: 1`).join(', ')}}`],
  ['keys in block form', list(90_000, i => `k${i}: 1`).join('\n')],
  ['short lists', list(60_000, () => '- [1]').join('\n')],
  ['deep lists', '['.repeat(MEGABYTE)],
  ['deep maps', '{a: '.repeat(MEGABYTE / 4)],
  ['deep lists that close', `${'['.repeat(60)}${']'.repeat(60)},`.repeat(800)],
  ['dashes', '- '.repeat(MEGABYTE / 2)],
  ['question marks', '? '.repeat(MEGABYTE / 2)],
  ['question marks by line', list(90_000, () => '? a').join('\n')],
  ['anchors', list(60_000, i => `- &a${i} 1`).join('\n')],
  ['aliases', `a: &a [1]\nb: [${list(60_000, () => '*a').join(', ')}]`],
  [
    'merges',
    `a: &a {x: 1}\n${list(40_000, i => `k${i}: {<<: *a}`).join('\n')}`,
  ],
  ['many documents', '--- 1\n'.repeat(MEGABYTE / 6)],
  ['one long text', `a: "${'x'.repeat(MEGABYTE)}"`],
  ['one text of many lines', `a: |\n${'  x\n'.repeat(MEGABYTE / 4)}`],
];

/** How often the loop of events turned while some work was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isDone = true;
  return turns;
}

describe('a YAML text of somebody else', () => {
  it.each(HOSTILE)('keeps nobody waiting: %s', async (_, text) => {
    expect(text.length).toBeGreaterThan(90_000);
    const turns = await turnsDuring(() =>
      readYamlApart(text).catch(() => undefined),
    );
    // Read on this thread it would turn once or twice.
    expect(turns).toBeGreaterThan(20);
  });

  it.each([
    ['short', 'a: 1\n---\nb: [x, null, 1.5, true]\n'],
    ['long', list(2_000, i => `k${i}: "v: ${i}"`).join('\n')],
    ['empty', `# ${'x'.repeat(10_000)}\n`],
    ['wrong', `a: b: c\n---\na: ${'x'.repeat(10_000)}\n---\na: 1\na: 2`],
    ['with aliases', `a: &a [1]\nb: *a\nc: ${'x'.repeat(10_000)}`],
  ])('is read in its own thread as on this one: %s', async (_, text) => {
    expect(await readYamlApart(text)).toEqual(readYaml(text));
  });

  it('is read one after the other, and not refused for want of time', async () => {
    const text = list(40_000, i => `k${i}: {a: 1}`).join('\n');
    const read = list(12, () => '').map(() => readYamlApart(text));
    for (const [document] of await Promise.all(read)) {
      expect(document).toHaveProperty('error');
    }
  });

  it('is not said to be wrong where it only took too long', async () => {
    const text = list(5_000, i => `k${i}: 1`).join('\n');
    await expect(readYamlApart(text, { deadlineMs: 1 })).rejects.toThrow(
      ServiceUnavailableError,
    );
  });

  it.each([5_000, 5_001])(
    'may hold maps and lists of 5000 entries: %i',
    count => {
      const map = list(count, i => `k${i}: 1`).join('\n');
      const items = list(count, () => '- 1').join('\n');
      const isRead = [map, items].map(text => 'value' in readYaml(text)[0]);
      expect(isRead).toEqual([count <= 5_000, count <= 5_000]);
    },
  );

  it.each(['['.repeat(10_000), '---\n'.repeat(10_000), '- '.repeat(10_000)])(
    'is refused with the same words: %#',
    async text => {
      let message = '';
      try {
        readYaml(text);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/YAML|documents/);
      await expect(readYamlApart(text)).rejects.toThrow(message);
    },
  );

  it.each([
    ['a NUL', '"a\\0b"', '\\u0000'],
    ['half a surrogate pair', '"a\\ud800b"', '\\ud800'],
  ])(
    'is refused where it holds %s, and nothing else with it',
    (_, text, said) => {
      expect(readYaml(`host: ${text}\n---\nhost: b`)).toEqual([
        { error: `holds the character ${said}` },
        { value: { host: 'b' } },
      ]);
    },
  );

  it('may hold a pair of surrogates', () => {
    expect(readYaml('"\\ud83d\\ude00"')).toEqual([{ value: '\u{1f600}' }]);
  });
});
