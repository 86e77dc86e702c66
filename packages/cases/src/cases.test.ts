import { readCases, type Case } from './Case';
import { KINDS_OF_CASES } from './kinds';
import { KNOWN_OPEN } from './knownOpen';
import { mismatches } from './mismatches';

const BY_HAND = 'lab';

async function failuresOf({ input, expected }: Case): Promise<string[]> {
  const run = KINDS_OF_CASES[input.kind];
  if (!run) return [`nothing reads the kind "${input.kind}" yet`];
  const answer = await run(input);
  if (expected.value_one_of) {
    const tried = expected.value_one_of.map(one => mismatches(one, answer));
    return tried.some(found => found.length === 0) ? [] : tried.flat();
  }
  return mismatches(expected.value, answer);
}

describe('cases', () => {
  const cases = readCases();
  const byHand = cases.filter(({ input }) => input.kind === BY_HAND);
  const run = cases.filter(({ input }) => input.kind !== BY_HAND);

  it('knows every case that it calls open', () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect([...KNOWN_OPEN].filter(id => !ids.has(id))).toEqual([]);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it.each(run.map(one => [one.id, one] as const))('%s', async (id, one) => {
    expect(one.reason).not.toBe('');
    const failures = await failuresOf(one).catch(error => [String(error)]);
    if (KNOWN_OPEN.has(id)) {
      if (failures.length > 0) {
        process.stdout.write(`open: ${id}\n  ${failures.join('\n  ')}\n`);
        return;
      }
      throw new Error(`${id} holds: take it off knownOpen.ts`);
    }
    if (failures.length > 0) {
      throw new Error(`${id}: ${one.reason}\n\n${failures.join('\n')}`);
    }
  });

  it('leaves some to people', () => {
    process.stdout.write(
      `by hand: ${byHand.map(({ id }) => id).join(', ') || 'none'}\n`,
    );
    expect(byHand.every(one => one.expected.value)).toBe(true);
  });
});
