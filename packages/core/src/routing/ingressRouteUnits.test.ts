import { createHash } from 'node:crypto';
import { buildRouteTable } from './buildRouteTable';
import type { IngressRouteObject } from './types';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

function object(
  name: string,
  matches: string[],
  more: Partial<IngressRouteObject> = {},
  services: IngressRouteObject['routes'][number]['services'] = [],
): IngressRouteObject {
  return {
    ...{ namespace: 'shop', name, entryPoints: [], tls: false },
    routes: matches.map(match => ({ match, services })),
    ...more,
  };
}

/** `host path (condition)` of each route, and their problems. */
function routesOf(...ingressRoutes: IngressRouteObject[]) {
  return tableOf(ingressRoutes).routes.map(route => ({
    route: [route.host, route.path, route.condition].filter(Boolean).join(' '),
    ...{ tls: route.tls, problem: route.problem },
  }));
}

function tableOf(
  ingressRoutes: IngressRouteObject[],
  routersSeen: string[] = [],
) {
  return buildRouteTable({
    ...{ ingressRoutes, ingresses: [], services: [], sha256Hex },
    routersSeen: new Set(routersSeen),
  });
}

// https://doc.traefik.io/traefik/routing/multi-layer-routing/
describe('an IngressRoute below another', () => {
  const web = [{ name: 'web' }];
  const below = (...parents: string[]) =>
    object(
      'below',
      ['PathPrefix(`/x`)'],
      { parents: parents.map(name => ({ name })) },
      web,
    );

  it('answers what the rule above it lets through, and what is above answers nothing', () => {
    const above = object('above', ['Host(`a`)'], { tls: true });
    expect(routesOf(above, below('above'))).toEqual([
      { route: 'a /x', tls: true, problem: undefined },
    ]);
  });

  it('answers for each of the rules above it', () => {
    const above = object('above', ['Host(`a`)', 'Host(`b`) && Method(`GET`)']);
    const found = routesOf(
      above,
      object('other', ['Host(`c`)']),
      below('above', 'other'),
    );
    expect(found.map(one => one.route)).toEqual([
      'a /x',
      'b /x Method(`GET`)',
      'c /x',
    ]);
  });

  it('says so where a rule above it is none', () => {
    const above = object('above', ['Host(`a`', 'Host(`b`)']);
    expect(routesOf(above, below('above'))).toEqual([
      {
        ...{ route: 'b /x', tls: false },
        problem: 'the rule of the parent "shop/above" is none',
      },
    ]);
  });

  it('is reached by the entry points of what is above it', () => {
    const above = object('above', ['Host(`a`)'], { entryPoints: ['web'] });
    const child = object(
      'below',
      ['PathPrefix(`/x`)', 'PathPrefix(`/y`)'],
      { parents: [{ name: 'above' }], entryPoints: ['ignored'] },
      [{ name: 'one' }, { name: 'two' }],
    );
    const router = `shop-below-${sha256Hex('PathPrefix(`/x`)').slice(
      0,
      20,
    )}@kubernetescrd`;
    const names = [`web-${router}`, `ignored-${router}`];
    // Of routers with services in common each is counted by itself.
    const seriesIn = (name: string) =>
      tableOf([above, child], [name]).seriesOfRouter(name);
    expect(names.map(seriesIn)).toEqual([
      { kind: 'route', host: 'a', path: '/x', pathMatch: 'prefix' },
      undefined,
    ]);
  });
});

describe('a route of an IngressRoute', () => {
  it('without a service says so, unless others hang below it', () => {
    const [{ problem }] = routesOf(object('web', ['Host(`a`)']));
    expect(problem).toBe('the route has no service');
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Rule', undefined],
    ['Regexp', 'the route kind "Regexp" is not known'],
  ])('of the kind %j has the problem %j', (kind, problem) => {
    const services = [{ name: 'web' }];
    const routes = [{ match: 'Host(`a`)', kind, services }];
    expect(routesOf(object('web', [], { routes }))).toEqual([
      { route: 'a /', tls: false, problem },
    ]);
  });
});
