import fc from 'fast-check';
import { expandRule } from './expandRule';
import { parseTraefikRule } from './parseTraefikRule';

function expand(rule: string) {
  const parsed = parseTraefikRule(rule);
  if (!parsed.ok) throw new Error(parsed.message);
  return expandRule(parsed.rule);
}

/** `host path match condition`, one per route. */
function routesOf(rule: string): string[] {
  return expand(rule).routes.map(r =>
    [r.host, r.path, r.pathMatch, r.condition]
      .filter(x => x !== undefined)
      .join(' '),
  );
}

describe('expandRule', () => {
  it.each([
    ['Host(`Shop.Example.com`)', ['shop.example.com / prefix']],
    ['PathPrefix(`/api`)', ['* /api prefix']],
    ['Host(`a`) && PathPrefix(`/api`)', ['a /api prefix']],
    ['Host(`a`) && Path(`/api`)', ['a /api exact']],
    ['Host(`a`) && PathRegexp(`^/v[0-9]+`)', ['a ^/v[0-9]+ regex']],
    ['Host(`a`) || Host(`b`)', ['a / prefix', 'b / prefix']],
    ['Host(`a`) && HostRegexp(`^a$`)', ['a / prefix HostRegexp(`^a$`)']],
    ['HostRegexp(`^a$`) && Host(`a`)', ['a / prefix HostRegexp(`^a$`)']],
    ['Host(`a`) && Host(`a`)', ['a / prefix']],
    [
      'Host(`a`, `b`) && PathPrefix(`/x`, `/y`)',
      ['a /x prefix', 'a /y prefix', 'b /x prefix', 'b /y prefix'],
    ],
    ['(Host(`a`) || Host(`b`)) && Path(`/x`)', ['a /x exact', 'b /x exact']],
    ['Host(`a`) && Path(`/x`) || Host(`b`)', ['a /x exact', 'b / prefix']],
    ['Host(`a`) && Method(`POST`)', ['a / prefix Method(`POST`)']],
    [
      'Host(`a`) || Method(`POST`)',
      ['a / prefix', '* / prefix Method(`POST`)'],
    ],
    ['Host(`a`) && !PathPrefix(`/x`)', ['a / prefix !PathPrefix(`/x`)']],
    ['!Host(`a`)', ['* / prefix !Host(`a`)']],
    [
      'Host(`a`) && (Method(`GET`) || Header(`X`, `1`)) && Query(`q`, `1`)',
      ['a / prefix (Method(`GET`) || Header(`X`, `1`)) && Query(`q`, `1`)'],
    ],
    ['HostRegexp(`^.+\\.example\\.com$`)', ['~^.+\\.example\\.com$ / prefix']],
    [
      'HostRegexp(`{sub:[a-z]{2,3}}.example.com`)',
      ['~^([a-z]{2,3})\\.example\\.com$ / prefix'],
    ],
    ['Host(`a`) && Path(`/p/{id}`)', ['a ^/p/([^/]+)$ regex']],
    ['Host(`a`) && PathPrefix(`/p/{id:[0-9]+}`)', ['a ^/p/([0-9]+) regex']],
    ['Host(`a`) && Host(`a`)', ['a / prefix']],
    ['Host(`a`) || Host(`A`)', ['a / prefix']],
    ['Host(`a`) && HostRegexp(`a.*`)', ['a / prefix HostRegexp(`a.*`)']],
    [
      'PathPrefix(`/x`) && PathPrefix(`/x/y`)',
      ['* /x/y prefix PathPrefix(`/x`)'],
    ],
    ['host(`a`) && PATHPREFIX(`/x`)', ['a /x prefix']],
  ])('reads %s', (rule, expected) => {
    expect(routesOf(rule)).toEqual(expected);
    expect(expand(rule).problem).toBeUndefined();
  });

  it.each([
    [
      'HostSNI(`a`)',
      ['* / prefix HostSNI(`a`)'],
      'the matcher "HostSNI" is not known',
    ],
    [
      'Host(`a`) && Colour(`red`)',
      ['a / prefix Colour(`red`)'],
      'the matcher "Colour" is not known',
    ],
    [
      'Host(`a`) && !(Path(`/x`) || Colour(`red`))',
      ['a / prefix !(Path(`/x`) || Colour(`red`))'],
      'the matcher "Colour" is not known',
    ],
    ['Host()', ['* / prefix Host()'], 'Host has an empty argument'],
    [
      'Colour(`red`) && Shape(`round`)',
      ['* / prefix Colour(`red`) && Shape(`round`)'],
      'the matcher "Colour" is not known; the matcher "Shape" is not known',
    ],
  ])('keeps and reports %s', (rule, routes, problem) => {
    expect(routesOf(rule)).toEqual(routes);
    expect(expand(rule).problem).toBe(problem);
  });

  function alternatives(matcher: string, count: number): string {
    return Array.from(
      { length: count },
      (_, i) => `${matcher}(\`/${i}\`)`,
    ).join(' || ');
  }

  it('stops at 100 routes', () => {
    expect(
      expand(`(${alternatives('Host', 10)}) && (${alternatives('Path', 10)})`)
        .routes,
    ).toHaveLength(100);
    expect(expand(alternatives('Host', 100)).routes).toHaveLength(100);
    const rule = `(${alternatives('Host', 11)}) && (${alternatives(
      'Path',
      10,
    )})`;
    expect(expand(rule)).toEqual({
      routes: [{ host: '*', path: '/', pathMatch: 'prefix', condition: rule }],
      problem: 'the rule has more than 100 alternatives',
    });
    const power = Array.from(
      { length: 30 },
      (_, i) => `(Host(\`a${i}\`) || Host(\`b${i}\`))`,
    ).join(' && ');
    expect(expand(power).problem).toBe(
      'the rule has more than 100 alternatives',
    );
  });

  it('matches exactly the requests that the rule does', () => {
    type Rule = {
      text: string;
      holds: (host: string, path: string) => boolean;
    };
    const host = fc
      .constantFrom('a', 'b')
      .map((h): Rule => ({ text: `Host(\`${h}\`)`, holds: x => x === h }));
    const path = fc
      .constantFrom('/x', '/y')
      .map((p): Rule => ({ text: `Path(\`${p}\`)`, holds: (_, x) => x === p }));
    const tree: fc.Arbitrary<Rule> = fc.letrec<{ tree: Rule }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        host,
        path,
        fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map(list => ({
          text: `(${list.map(r => r.text).join(' && ')})`,
          holds: (h: string, p: string) => list.every(r => r.holds(h, p)),
        })),
        fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map(list => ({
          text: `(${list.map(r => r.text).join(' || ')})`,
          holds: (h: string, p: string) => list.some(r => r.holds(h, p)),
        })),
      ),
    })).tree;
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('/x', '/y', '/z'),
        (rule, h, p) => {
          const expanded = expand(rule.text);
          fc.pre(expanded.problem === undefined);
          const matched = expanded.routes.some(
            r =>
              (r.host === '*' || r.host === h) &&
              (r.pathMatch === 'prefix'
                ? p.startsWith(r.path)
                : p === r.path) &&
              // What a route could hold only once stands in its condition, as plain matchers.
              [
                ...(r.condition ?? '').matchAll(/(Host|Path)\(`([^`]*)`\)/g),
              ].every(([, name, value]) => value === (name === 'Host' ? h : p)),
          );
          expect(matched).toBe(rule.holds(h, p));
        },
      ),
      { numRuns: 500 },
    );
  });
});
