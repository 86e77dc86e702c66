import { buildRouteTable } from './buildRouteTable';
import type { KnativeIngressObject } from './types';

type Rule = KnativeIngressObject['rules'][number];

const rule = (more: Partial<Rule> = {}): Rule => ({
  hosts: ['web.shop.example.com'],
  isLocal: false,
  paths: [
    {
      headers: {},
      splits: [{ name: 'web-00001', namespace: 'shop', port: 'http' }],
    },
  ],
  ...more,
});

function tableOf(rules: Rule[], servicesSeen: string[] = []) {
  return buildRouteTable({
    ingressRoutes: [],
    ingresses: [],
    services: [
      {
        namespace: 'shop',
        name: 'web-00001',
        ports: [{ name: 'http', port: 80, targetPort: 8012 }],
      },
    ],
    knativeIngresses: [{ namespace: 'shop', name: 'web', tls: false, rules }],
    sha256Hex: text => text,
    servicesSeen: new Set(servicesSeen),
  });
}

const series = {
  kind: 'route',
  host: 'web.shop.example.com',
  path: '/',
  pathMatch: 'prefix',
};

describe('an Ingress of Knative', () => {
  it('is counted by the splits of its paths, of which each is a series', () => {
    const [path] = rule().paths;
    const splits = [...path.splits, { ...path.splits[0], name: 'web-00002' }];
    const table = tableOf([rule({ paths: [{ ...path, splits }] })]);
    for (const k of [0, 1]) {
      const name = `shop-web-rule-0-path-0-split-${k}@knative`;
      expect(table.seriesOfService(name)).toEqual(series);
    }
    expect(
      table.seriesOfService('shop-web-rule-0-path-0-split-2@knative'),
    ).toBeUndefined();
    expect(table.routes).toEqual([
      expect.objectContaining({
        source: { kind: 'knativeingress', namespace: 'shop', name: 'web' },
        services: [
          { namespace: 'shop', name: 'web-00001', port: 80 },
          { namespace: 'shop', name: 'web-00002', port: 'http' },
        ],
      }),
    ]);
  });

  it('counts its rules and paths in the order of the object, also those that are left out', () => {
    const local = rule({ hosts: ['web.shop.svc'], isLocal: true });
    const [path] = rule().paths;
    const two = rule({
      paths: [path, { ...path, path: '/api', headers: { b: '2', a: '1' } }],
    });
    const table = tableOf([local, two]);
    expect(table.routes.map(({ host }) => host)).not.toContain('web.shop.svc');
    expect(
      table.seriesOfService('shop-web-rule-1-path-1-split-0@knative'),
    ).toEqual({
      ...series,
      path: '/api',
      condition: 'Header(`a`,`1`) && Header(`b`,`2`)',
    });
  });

  it('has its local rules where Traefik serves them', () => {
    const name = 'shop-web-rule-0-path-0-split-0@knative';
    const local = rule({ hosts: ['web.shop.svc'], isLocal: true });
    const table = tableOf([local], [name]);
    expect(table.seriesOfService(name)).toEqual({
      ...series,
      host: 'web.shop.svc',
    });
  });
});
