import type { Route } from './types';
import { createUnmappedReasons } from './unmappedReason';

const route = (kind: Route['source']['kind']) => ({
  source: { kind, namespace: 'shop', name: 'web' },
  services: [{ namespace: 'pay', name: 'api', port: 80 }],
});
const reasonOf = createUnmappedReasons([
  route('ingressroute'),
  route('ingress'),
  route('httproute'),
  route('knativeingress'),
]);

describe('why a service is in no route', () => {
  it.each([
    [
      'a digest of something else',
      'shop-web-0123456789abcdef0123@kubernetescrd',
    ],
    ['a suffix that no release has', 'shop-web-80-pool@kubernetes'],
    ['another part between', 'shop-web-x-pay-api-80@kubernetesingressnginx'],
    [
      'a ListenerSet, which is not read',
      'httproute-shop-web-ls-infra-set-ep-web-0-0123456789abcdef0123-svc-pay-api-0@kubernetesgateway',
    ],
    ['a Service behind a route', 'pay-api-http2-80@kubernetesgateway'],
    ['the bare name of an object', 'shop-web@knative'],
    ['a provider that is not known', 'shop-web@kubernetesmesh'],
  ])('is that Traefik is newer than what is known: %s', (_, service) => {
    expect(reasonOf(service)).toBe('newer_than_known');
  });

  it.each([
    ['the object is missing', 'shop-other-80@kubernetes'],
    ['a longer name of another object', 'shop-website-80@kubernetes'],
    [
      'the object of another provider',
      'grpcroute-shop-api-0@kubernetesgateway',
    ],
    ['no object of Kubernetes', 'shop-web@file'],
    ['no object of Kubernetes', 'dashboard@internal'],
    ['no provider at all', 'shop-web'],
  ])('is not told by the name: %s', (_, service) => {
    expect(reasonOf(service)).toBeUndefined();
  });
});
