import { readFileSync } from 'node:fs';
import {
  DEFAULT_SCENARIO_FILE,
  parseScenario,
  readScenario,
} from './readScenario';

const text = readFileSync(DEFAULT_SCENARIO_FILE, 'utf8');

describe('the scenario that comes along', () => {
  it('keeps the names that catalog entities refer to', () => {
    const scenario = readScenario();
    expect(
      scenario.services.map(s => `${s.namespace}/${s.name}`).sort(),
    ).toEqual([
      'identity/token',
      'identity/userinfo',
      'identity/web',
      'media/gallery',
      'media/upload',
      'ops/grafana',
      'ops/legacy',
      'shop/api',
      'shop/api-canary',
      'shop/checkout',
      'shop/search',
      'shop/storefront',
    ]);
    const mapped = scenario.routes.filter(r => r.id !== 'webhook');
    expect(mapped).toHaveLength(15);
    expect(new Set(mapped.map(r => r.host)).size).toBe(6);
  });
});

describe('parseScenario', () => {
  it.each([
    ['an unknown key', 'nodes:', 'nodez: 1\nnodes:', /nodez/],
    [
      'shares that do not add up',
      'GET: 0.97, HEAD',
      'GET: 0.9, HEAD',
      /add up to 1/,
    ],
    [
      'a latency mix that is missing',
      'latency: crawling',
      'latency: frozen',
      /"frozen" is missing/,
    ],
    [
      'a mix with too few shares',
      'fast: [0.93, 0.062, 0.007, 0.001, 0]',
      'fast: [1]',
      /latencies.fast: needs 5 shares/,
    ],
    [
      'a route reached twice',
      'routes: [shop-cart]',
      'routes: [shop-cart, shop-home]',
      /"shop-home" must be reached/,
    ],
    [
      'a route that is missing',
      'routes: [shop-search], first',
      'routes: [nowhere], first',
      /"nowhere" is missing/,
    ],
    [
      'a service that is missing',
      'name: checkout, port: 8080 }]',
      'name: gone, port: 8080 }]',
      /"shop\/gone" is missing/,
    ],
    [
      'a workload in the mesh that is missing',
      '- ops/grafana',
      '- ops/grafanas',
      /mesh.injected: "ops\/grafanas" is missing/,
    ],
    [
      'calls that no proxy sees',
      'from: shop/checkout, to: shop/api',
      'from: media/upload, to: shop/api',
      /mesh.calls: "media\/upload" is no service in the mesh/,
    ],
    [
      'calls of a service that is missing',
      'from: shop/checkout, to: shop/api',
      'from: shop/checkout, to: shop/apis',
      /mesh.calls: "shop\/apis" is missing/,
    ],
    [
      'an edge that is there twice',
      'from: shop/api-canary, to: shop/search',
      'from: shop/api, to: shop/search',
      /mesh.calls: "shop\/api > shop\/search" is there twice/,
    ],
  ])('refuses %s', (_, part, replacement, message) => {
    const changed = compact(text).replace(part, replacement);
    expect(changed).not.toBe(compact(text));
    expect(() => parseScenario(changed)).toThrow(message);
  });

  it('names the file it cannot read', () => {
    expect(() => readScenario('missing.yaml')).toThrow(
      /scenario "missing.yaml": .*ENOENT/,
    );
  });
});

/** Without the line breaks that a formatter put into flow collections. */
function compact(yaml: string): string {
  return yaml
    .replace(/([[{,])\s*\n\s+/g, '$1 ')
    .replace(/,?\s*\n\s+([\]}])/g, ' $1')
    .replace(/ {2,}(?=\S)(?<=[,{[] +)/g, ' ')
    .replace(/\[ /g, '[')
    .replace(/ \]/g, ']');
}
