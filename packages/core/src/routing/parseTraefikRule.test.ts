import fc from 'fast-check';
import { parseTraefikRule, type RuleNode } from './parseTraefikRule';

/** The tree with explicit parentheses. */
function shape(node: RuleNode): string {
  switch (node.kind) {
    case 'matcher':
      return `${node.name}[${node.args.join('|')}]`;
    case 'not':
      return `!${shape(node.child)}`;
    default:
      return `(${node.children
        .map(shape)
        .join(node.kind === 'and' ? ' & ' : ' | ')})`;
  }
}

function shapeOf(rule: string): string {
  const parsed = parseTraefikRule(rule);
  if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.position}`);
  return shape(parsed.rule);
}

describe('parseTraefikRule', () => {
  it.each([
    ['Host(`a.example.com`)', 'Host[a.example.com]'],
    ['Host("a.example.com")', 'Host[a.example.com]'],
    ['Host(`a`, `b`)', 'Host[a|b]'],
    ['Headers(`X-A`, "say \\"x\\"")', 'Headers[X-A|say "x"]'],
    ['A(`1`) && B(`2`) || C(`3`) && D(`4`)', '((A[1] & B[2]) | (C[3] & D[4]))'],
    ['A(`1`) && (B(`2`) || C(`3`))', '(A[1] & (B[2] | C[3]))'],
    ['!A(`1`) && !(B(`2`) || C(`3`))', '(!A[1] & !(B[2] | C[3]))'],
    ['!!A(`1`)', '!!A[1]'],
    [
      'HostRegexp(`{sub:[a-z]{2,3}}.example.com`)',
      'HostRegexp[{sub:[a-z]{2,3}}.example.com]',
    ],
    ['\n Host(`a`)\n  && Path(`/x`) ', '(Host[a] & Path[/x])'],
    ['HostSNI(`*`)', 'HostSNI[*]'],
  ])('parses %s', (rule, expected) => {
    expect(shapeOf(rule)).toBe(expected);
  });

  it.each([
    ['', 'expected a matcher, found the end', 0],
    ['Host(`a`', 'expected ")", found the end', 8],
    ['Host(`a) && Path(`/`)', 'unexpected character', 18],
    ['Host(a)', 'expected a quoted text, found "a"', 5],
    ['Host(`a`) & Path(`/`)', 'unexpected character', 10],
    ['Host(`a`) Path(`/`)', 'expected the end of the rule, found "Path"', 10],
    ['Host(`a`) &&', 'expected a matcher, found the end', 12],
    ["Host('a')", 'unexpected character', 5],
    ['(Host(`a`)', 'expected ")", found the end', 10],
  ])('says what is wrong with "%s" and where', (rule, message, position) => {
    expect(parseTraefikRule(rule)).toEqual({ ok: false, message, position });
  });

  it('refuses what is nested too deep or too long instead of failing', () => {
    expect(parseTraefikRule(`${'('.repeat(100_00)}Host(\`a\`)`)).toMatchObject({
      ok: false,
    });
    expect(parseTraefikRule(`Host(\`${'a'.repeat(70_000)}\`)`)).toMatchObject({
      ok: false,
    });
  });

  it('keeps the words of every part', () => {
    const parsed = parseTraefikRule(
      'Host(`a`) && ( Method(`GET`) ||  !ClientIP("10.0.0.0/8") )',
    );
    if (!parsed.ok || parsed.rule.kind !== 'and') throw new Error('not an and');
    expect(parsed.rule.children.map(c => c.text)).toEqual([
      'Host(`a`)',
      'Method(`GET`) ||  !ClientIP("10.0.0.0/8")',
    ]);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'Host',
      '(',
      ')',
      '`a`',
      '"b"',
      '&&',
      '||',
      '!',
      ',',
      ' ',
      '\\',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), pieces => {
        expect(typeof parseTraefikRule(pieces.join('')).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  const tree: fc.Arbitrary<string> = fc.letrec<{ tree: string }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('Host[a]', 'Path[/x]', 'Method[GET]'),
      fc
        .array(tie('tree'), { minLength: 2, maxLength: 3 })
        .map(c => `(${c.join(' & ')})`),
      fc
        .array(tie('tree'), { minLength: 2, maxLength: 3 })
        .map(c => `(${c.join(' | ')})`),
      tie('tree').map(c => `!${c}`),
    ),
  })).tree;

  it('parses back a tree that was printed with all its parentheses', () => {
    fc.assert(
      fc.property(tree, expected => {
        const rule = expected
          .replace(/\[([^\]]*)\]/g, '(`$1`)')
          .replace(/ & /g, ' && ')
          .replace(/ \| /g, ' || ');
        expect(shapeOf(rule)).toBe(expected);
      }),
    );
  });
});
