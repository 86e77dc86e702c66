/** Figures may differ by this share. */
const TOLERANCE = 0.005;

/**
 * Where an answer is not what a case expects, as `cases/README.md` says: keys that are not given are
 * free, lists have the same members in any order, `null` is what is not there. Empty if it holds.
 */
export function mismatches(
  expected: unknown,
  actual: unknown,
  path = 'value',
): string[] {
  if (expected === null || expected === undefined) {
    return actual === null || actual === undefined
      ? []
      : [differs(path, expected, actual)];
  }
  if (typeof expected === 'number') {
    return isNear(expected, actual) ? [] : [differs(path, expected, actual)];
  }
  if (Array.isArray(expected)) return listMismatches(expected, actual, path);
  if (typeof expected === 'object') {
    return Object.entries(expected).flatMap(([key, value]) =>
      keyMismatches(key, value, { actual, path }),
    );
  }
  return expected === actual ? [] : [differs(path, expected, actual)];
}

const SUFFIXES: [
  suffix: string,
  rule: (expected: any, actual: unknown, path: string) => string[],
][] = [
  ['_one_of', oneOf],
  ['_about', about],
  ['_at_least', atLeast],
  ['_at_most', atMost],
];

function keyMismatches(
  key: string,
  value: unknown,
  { actual, path }: { actual: unknown; path: string },
): string[] {
  const members = (actual ?? {}) as Record<string, unknown>;
  const rule = SUFFIXES.find(([suffix]) => key.endsWith(suffix));
  if (!rule) return mismatches(value, members[key], `${path}.${key}`);
  const name = key.slice(0, -rule[0].length);
  return rule[1](value, members[name], `${path}.${name}`);
}

function oneOf(options: unknown[], actual: unknown, path: string): string[] {
  return options.some(option => mismatches(option, actual).length === 0)
    ? []
    : [`${path}: wanted one of ${text(options)}, got ${text(actual)}`];
}

function about(parts: string[], actual: unknown, path: string): string[] {
  const whole = text(actual);
  return parts
    .filter(part => !whole.includes(String(part)))
    .map(part => `${path}: wanted "${part}" somewhere in ${whole}`);
}

function atLeast(expected: unknown, actual: unknown, path: string): string[] {
  if (Array.isArray(expected)) {
    const members = Array.isArray(actual) ? actual : [];
    return expected
      .filter(one => !members.some(m => mismatches(one, m).length === 0))
      .map(one => `${path}: wanted ${text(one)} among ${text(actual)}`);
  }
  return typeof actual === 'number' && actual >= Number(expected)
    ? []
    : [`${path}: wanted at least ${text(expected)}, got ${text(actual)}`];
}

function atMost(expected: unknown, actual: unknown, path: string): string[] {
  return typeof actual === 'number' && actual <= Number(expected)
    ? []
    : [`${path}: wanted at most ${text(expected)}, got ${text(actual)}`];
}

function listMismatches(
  expected: readonly unknown[],
  actual: unknown,
  path: string,
): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    return [differs(path, expected, actual)];
  }
  return isPairing(expected, actual) ? [] : [differs(path, expected, actual)];
}

/** Whether every expected member can have a member of its own. */
function isPairing(expected: readonly unknown[], actual: unknown[]): boolean {
  if (expected.length === 0) return true;
  const [first, ...rest] = expected;
  return actual.some(
    (member, i) =>
      mismatches(first, member).length === 0 &&
      isPairing(
        rest,
        actual.filter((_, other) => other !== i),
      ),
  );
}

function isNear(expected: number, actual: unknown): boolean {
  return (
    typeof actual === 'number' &&
    Math.abs(actual - expected) <= Math.abs(expected) * TOLERANCE
  );
}

function differs(path: string, expected: unknown, actual: unknown): string {
  return `${path}: wanted ${text(expected)}, got ${text(actual)}`;
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
