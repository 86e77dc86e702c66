import { createHash } from 'node:crypto';
import {
  ingressRouteName,
  ingressRouterName,
  ingressServiceName,
  normaliseTraefikName,
  weightedServiceName,
} from './traefikNames';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

describe('Traefik names', () => {
  it.each([
    ['a.b/c', 'a-b-c'],
    ['shop-web-example.com/', 'shop-web-example-com'],
    ['--a__b--', 'a-b'],
    ['Größe-服务 1', 'Größe-服务-1'],
    ['', ''],
  ])('normalise "%s" to "%s"', (text, expected) => {
    expect(normaliseTraefikName(text)).toBe(expected);
  });

  it('of a route of an IngressRoute ends in the hash of its rule', () => {
    // printf %s 'Host(`foo.com`) && PathPrefix(`/bar`)' | sha256sum
    // 6b204d94623b3df4370c… as in Traefik's own tests for this rule.
    const match = 'Host(`foo.com`) && PathPrefix(`/bar`)';
    expect(
      ingressRouteName(
        { namespace: 'default', name: 'test.route', match },
        sha256Hex,
      ),
    ).toBe('default-test-route-6b204d94623b3df4370c@kubernetescrd');
  });

  it.each([
    [
      { namespace: 'default', name: 'whoami', port: 80 },
      'default-whoami-80@kubernetescrd',
    ],
    [
      { namespace: 'default', name: 'whoami', port: 'http' },
      'default-whoami-http@kubernetescrd',
    ],
    [{ namespace: 'default', name: 'whoami' }, 'default-whoami@kubernetescrd'],
    [{ namespace: 'default', name: 'api@internal' }, 'api@internal'],
    [{ namespace: 'default', name: 'my_app@file' }, 'my-app@file'],
    [
      { namespace: 'default', name: 'wrr1@kubernetescrd' },
      'default-wrr1@kubernetescrd',
    ],
  ])('of a weighted child %j', (input, expected) => {
    expect(weightedServiceName(input)).toBe(expected);
  });

  it('of a plain Ingress carry namespace, service and port, or host and path', () => {
    expect(
      ingressServiceName({
        namespace: 'atlantis',
        service: 'atlantis-web',
        port: 3000,
      }),
    ).toBe('atlantis-atlantis-web-3000@kubernetes');
    const input = {
      namespace: 'testing',
      name: 'web',
      host: 'traefik.tchouk',
      path: '/bar',
    };
    expect(ingressRouterName(input, sha256Hex)).toBe(
      'testing-web-traefik-tchouk-bar@kubernetes',
    );
    const conflictingRule = 'Host(`traefik.tchouk`) && PathPrefix(`/bar`)';
    expect(ingressRouterName({ ...input, conflictingRule }, sha256Hex)).toBe(
      `testing-web-traefik-tchouk-bar-${sha256Hex(conflictingRule).slice(
        0,
        20,
      )}@kubernetes`,
    );
  });
});
