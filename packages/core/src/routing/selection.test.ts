import { gatewayHosts } from './gatewayHosts';
import { ingressProviders } from './ingressClasses';
import { createParentRules } from './parentRules';
import { parseTraefikRule } from './parseTraefikRule';
import type { GatewayObject, IngressRouteObject } from './types';

describe('ingressProviders', () => {
  const classes = [
    { name: 'traefik', controller: 'traefik.io/ingress-controller' },
    { name: 'edge', controller: 'traefik.io/ingress-controller' },
    { name: 'nginx', controller: 'k8s.io/ingress-nginx' },
    { name: 'legacy', controller: 'k8s.io/ingress-nginx' },
    { name: 'alb', controller: 'ingress.k8s.aws/alb' },
    { name: 'inner', controller: 'example.com/controller' },
  ];

  it.each([
    ['no class', {}, ['ingress']],
    ['an empty annotation', { classAnnotation: '' }, ['ingress']],
    ['the annotation traefik', { classAnnotation: 'traefik' }, ['ingress']],
    ['the annotation nginx', { classAnnotation: 'nginx' }, ['nginx']],
    ['the annotation alb', { classAnnotation: 'alb' }, []],
    ['the annotation haproxy', { classAnnotation: 'haproxy' }, []],
    [
      'an annotation of its own',
      { classAnnotation: 'mine' },
      ['ingress', 'nginx'],
    ],
    ['a class of Traefik', { className: 'traefik' }, ['ingress']],
    ['a class of Traefik by another name', { className: 'edge' }, ['ingress']],
    ['a class of ingress-nginx', { className: 'nginx' }, ['nginx']],
    ['the same by another name', { className: 'legacy' }, ['nginx']],
    ['a class of another controller', { className: 'inner' }, []],
    ['a class that is not there', { className: 'gone' }, ['ingress', 'nginx']],
    [
      'a class, whatever the annotation',
      { className: 'nginx', classAnnotation: 'traefik' },
      ['nginx'],
    ],
  ])('of an Ingress with %s', (_, fields, providers) => {
    const object = {
      namespace: 'shop',
      name: 'web',
      tls: false,
      tlsHosts: [],
      rules: [],
      ...fields,
    };
    expect(ingressProviders(object, classes)).toEqual(providers);
  });

  it('go by the name of a class where no class was read', () => {
    const object = {
      namespace: 'shop',
      name: 'web',
      tls: false,
      tlsHosts: [],
      rules: [],
    };
    const of = (className: string) =>
      ingressProviders({ ...object, className }, []);
    expect(of('nginx')).toEqual(['nginx']);
    expect(of('traefik')).toEqual(['ingress']);
    expect(of('alb')).toEqual([]);
  });
});

describe('a listener of a Gateway', () => {
  const route = {
    namespace: 'shop',
    name: 'web',
    parents: [{ namespace: 'infra', name: 'gw' }],
    hostnames: ['a.example.com'],
    rules: [],
  };
  const labels = { team: 'shop' };
  const takes = (
    listener: Partial<GatewayObject['listeners'][number]>,
    namespaces = [{ name: 'shop', labels }],
  ) =>
    gatewayHosts(route, {
      kind: 'HTTPRoute',
      namespaces,
      gateways: [
        {
          namespace: 'infra',
          name: 'gw',
          listeners: [{ name: 'web', port: 80, tls: false, ...listener }],
        },
      ],
    }).length === 1;
  const all = { from: 'All' as const };
  const byLabel = (selector: object) =>
    ({
      from: 'Selector',
      selector: { labels: {}, expressions: [], ...selector },
    } as const);

  it.each([
    ['of all namespaces', { namespaces: all }, true],
    ['of its own namespace alone', {}, false],
    ['of none', { namespaces: { from: 'None' as const } }, false],
    ['for HTTPS', { namespaces: all, protocol: 'HTTPS' }, true],
    ['for TLS', { namespaces: all, protocol: 'TLS' }, false],
    ['for TCP', { namespaces: all, protocol: 'TCP' }, false],
    ['for HTTPRoutes', { namespaces: all, kinds: ['HTTPRoute'] }, true],
    ['for GRPCRoutes', { namespaces: all, kinds: ['GRPCRoute'] }, false],
    ['of a label', { namespaces: byLabel({ labels }) }, true],
    [
      'of another label',
      { namespaces: byLabel({ labels: { team: 'x' } }) },
      false,
    ],
    [
      'of an expression',
      {
        namespaces: byLabel({
          expressions: [{ key: 'team', operator: 'In', values: ['shop'] }],
        }),
      },
      true,
    ],
    [
      'of an expression that does not hold',
      {
        namespaces: byLabel({
          expressions: [{ key: 'team', operator: 'DoesNotExist' }],
        }),
      },
      false,
    ],
    ['of another host', { namespaces: all, hostname: 'b.example.com' }, false],
    [
      'of the same host in capitals',
      { namespaces: all, hostname: 'A.Example.com' },
      true,
    ],
  ])('%s', (_, listener, expected) => {
    expect(takes(listener)).toBe(expected);
  });

  it('may select a namespace whose labels are not known', () => {
    expect(takes({ namespaces: byLabel({ labels: { team: 'x' } }) }, [])).toBe(
      true,
    );
  });
});

describe('createParentRules', () => {
  const object = (
    name: string,
    match: string,
    ...parents: string[]
  ): IngressRouteObject => ({
    namespace: 'shop',
    name,
    entryPoints: [],
    tls: name === 'top',
    parents: parents.map(parent => ({ name: parent })),
    routes: [{ match, services: [] }],
  });
  const top = object('top', 'Host(`a.example.com`)');
  const middle = object('middle', 'PathPrefix(`/v1`)', 'top');
  const low = object('low', 'Path(`/v1/x`)', 'middle');
  const rules = createParentRules([
    top,
    middle,
    low,
    object('loop', 'Path(`/`)', 'loop'),
  ]);
  const texts = (one: IngressRouteObject) =>
    rules.above(one).rules.map(rule => rule.text);

  it('follows parents to the top', () => {
    expect(texts(top)).toEqual([]);
    expect(texts(middle)).toEqual(['Host(`a.example.com`)']);
    expect(texts(low)).toEqual([
      '(Host(`a.example.com`)) && (PathPrefix(`/v1`))',
    ]);
    expect(rules.above(low).tls).toBe(true);
    expect(rules.isParent(middle)).toBe(true);
    expect(rules.isParent(low)).toBe(false);
  });

  it('tells what is missing, or goes in circles', () => {
    expect(rules.above(object('x', 'Path(`/`)', 'gone')).problem).toContain(
      'the parent "shop/gone" is not there',
    );
    expect(rules.above(object('loop', 'Path(`/`)', 'loop')).problem).toContain(
      'go round in circles',
    );
  });
});

describe('parents without end', () => {
  const object = (
    name: string,
    parents: string[],
    matches: string[],
  ): IngressRouteObject => ({
    namespace: 'shop',
    name,
    entryPoints: [],
    tls: false,
    parents: parents.map(parent => ({ name: parent })),
    routes: matches.map(match => ({ match, services: [] })),
  });

  /** Every rule that is looked at reads the routes of its object. */
  const countReads = (one: IngressRouteObject) => {
    let reads = 0;
    const { routes } = one;
    const counted = Object.defineProperty({ ...one }, 'routes', {
      get: () => {
        reads += 1;
        return routes;
      },
    });
    return { counted, reads: () => reads };
  };

  it('are given up where they branch and go in circles', () => {
    const self = object('a', Array(9).fill('a'), ['Path(`/`)']);
    const { counted, reads } = countReads(self);
    const { problem } = createParentRules([counted]).above(counted);
    expect(problem).toContain('go round in circles');
    expect(problem).toContain('too many parents');
    expect(reads()).toBeLessThanOrEqual(100);
  });

  it('are given up where their rules multiply', () => {
    const matches = Array.from({ length: 6 }, (_, i) => `Path(\`/${i}\`)`);
    const chain = Array.from({ length: 9 }, (_, i) =>
      object(`l${i}`, i === 0 ? [] : [`l${i - 1}`], matches),
    );
    const rules = createParentRules(chain);
    expect(rules.above(chain[2]).rules).toHaveLength(36);
    for (const one of chain.slice(3)) {
      const above = rules.above(one);
      expect(above.rules.length).toBeLessThanOrEqual(100);
      expect(above.problem).toContain('more than 100 alternatives');
    }
  });

  it('are all followed where there are many', () => {
    const names = Array.from({ length: 100 }, (_, i) => `p${i}`);
    const low = object('low', names, ['Path(`/x`)']);
    const rules = createParentRules([
      ...names.map(name => object(name, [], [`Host(\`${name}\`)`])),
      low,
    ]);
    expect(rules.above(low)).toMatchObject({ tls: false });
    expect(rules.above(low).problem).toBeUndefined();
    expect(rules.above(low).rules).toHaveLength(100);
  });
});

describe('texts in double quotes', () => {
  const argOf = (rule: string) => {
    const parsed = parseTraefikRule(rule);
    return parsed.ok && parsed.rule.kind === 'matcher'
      ? parsed.rule.args[0]
      : parsed;
  };

  it.each([
    ['\\x2e', '.'],
    ['caf\\u00e9', 'café'],
    ['\\U0001F642', '🙂'],
    ['\\101', 'A'],
    ['\\xc3\\xa9', 'é'],
    ['\\303\\251', 'é'],
    ['\\\\', '\\'],
    ['\\"', '"'],
    ['a\\tb\\nc', 'a\tb\nc'],
    ['\\a\\b\\f\\r\\v', '\u0007\b\f\r\v'],
    ['größe', 'größe'],
  ])('%s is %j', (written, text) => {
    expect(argOf(`Path("${written}")`)).toBe(text);
  });

  it.each([
    '\\d',
    "\\'",
    '\\x2',
    '\\u12',
    '\\400',
    '\\8',
    '\\ud800',
    '\\U00110000',
  ])('%s is no escape of Go', written => {
    expect(argOf(`Path("/a${written}")`)).toMatchObject({
      ok: false,
      message: 'unknown escape',
      position: 8,
    });
  });

  it('takes backticks as they are', () => {
    expect(argOf('PathRegexp(`^/\\d+`)')).toBe('^/\\d+');
  });
});
