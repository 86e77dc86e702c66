import { gatewayHosts } from './gatewayHosts';
import type {
  GatewayObject,
  GatewayRouteObject,
  ListenerNamespaces,
} from './types';

type Listener = GatewayObject['listeners'][number];

function gateway(
  namespaces: ListenerNamespaces | undefined,
  more: Partial<Listener> = {},
): GatewayObject {
  const listener = { name: 'web', port: 80, tls: false, namespaces, ...more };
  return { namespace: 'infra', name: 'edge', listeners: [listener] };
}

function hostsOf(
  gateways: GatewayObject[],
  more: Partial<GatewayRouteObject<unknown>> = {},
  labels?: Record<string, string>,
) {
  const route = {
    namespace: 'shop',
    name: 'web',
    hostnames: ['shop.example.com'],
    parents: [{ namespace: 'infra', name: 'edge' }],
    rules: [],
    ...more,
  };
  return gatewayHosts(route, {
    gateways,
    namespaces: [
      { name: 'other', labels: { team: 'other', only: 'there' } },
      ...(labels ? [{ name: 'shop', labels }] : []),
    ],
    kind: 'HTTPRoute',
  });
}

describe('gatewayHosts', () => {
  it.each([
    [undefined, 'shop', false],
    [undefined, 'infra', true],
    [{ from: 'Same' }, 'shop', false],
    [{ from: 'Same' }, 'infra', true],
    [{ from: 'All' }, 'shop', true],
    [{ from: 'None' }, 'infra', false],
  ])('a listener for %j takes routes of %s: %s', (from, namespace, taken) => {
    const found = hostsOf([gateway(from as ListenerNamespaces)], { namespace });
    expect(found).toHaveLength(Number(taken));
  });

  // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
  it.each([
    ['nothing', {}, true],
    ['a label that it has', { labels: { team: 'shop' } }, true],
    ['another value', { labels: { team: 'pay' } }, false],
    ['a label that it has not', { labels: { only: 'there' } }, false],
    ['one of values', expression('team', 'In', 'pay', 'shop'), true],
    ['one of other values', expression('team', 'In', 'pay'), false],
    ['one of values of what it has not', expression('tier', 'In', 'a'), false],
    ['none of values', expression('team', 'NotIn', 'pay'), true],
    ['none of its value', expression('team', 'NotIn', 'shop'), false],
    [
      'none of values of what it has not',
      expression('tier', 'NotIn', 'a'),
      true,
    ],
    ['that there is a label', expression('team', 'Exists'), true],
    ['that there is one it has not', expression('tier', 'Exists'), false],
    ['that there is no such label', expression('tier', 'DoesNotExist'), true],
    [
      'that there is none that it has',
      expression('team', 'DoesNotExist'),
      false,
    ],
    ['what nobody knows', expression('team', 'Like', 'shop'), false],
    [
      'two things of which one is so',
      { labels: { team: 'shop' }, ...expression('tier', 'Exists') },
      false,
    ],
  ])('a selector asks for %s: %j', (_, selector, taken) => {
    const all = { labels: {}, expressions: [], ...selector };
    const gateways = [gateway({ from: 'Selector', selector: all })];
    const found = hostsOf(gateways, {}, { team: 'shop' });
    expect(found).toHaveLength(Number(taken));
  });

  it('takes routes of every namespace by a selector that asks for nothing', () => {
    const found = hostsOf([gateway({ from: 'Selector' })], {}, { team: 'a' });
    expect(found).toHaveLength(1);
  });

  it('takes for selected what has labels that were not read', () => {
    const selector = { labels: { team: 'shop' }, expressions: [] };
    expect(hostsOf([gateway({ from: 'Selector', selector })])).toHaveLength(1);
  });

  it('asks the Gateway of that name in that namespace', () => {
    const closed = gateway({ from: 'None' });
    const found = hostsOf([
      { ...closed, name: 'other' },
      { ...closed, namespace: 'other' },
      gateway({ from: 'All' }, { hostname: '*.example.com', tls: true }),
    ]);
    expect(found).toEqual([
      {
        hosts: ['shop.example.com'],
        tls: true,
        gateways: [{ namespace: 'infra', name: 'edge' }],
      },
    ]);
  });

  it('believes of a Gateway that was not read that it takes the route', () => {
    expect(hostsOf([])).toEqual([
      {
        hosts: ['shop.example.com'],
        tls: false,
        gateways: [{ namespace: 'infra', name: 'edge' }],
      },
    ]);
  });
});

function expression(key: string, operator: string, ...values: string[]) {
  return { expressions: [{ key, operator, values }] };
}
