import { node, snapshotOf } from '../../usage/__testUtils__/metricsInputs';
import type { SourceInput } from '../../usage/types';
import { unknownParts, type ClusterState } from './ClusterState';

const NODES = Object.values(snapshotOf([node('a')], []).nodes);

function unknownOf(state: Partial<ClusterState>) {
  const parts = unknownParts({
    ...{ cluster: 'prod', timestampMs: 100, hasAllNodes: true },
    ...{ nodes: NODES, pods: [], workloads: [], sources: [] },
    ...state,
  });
  return Object.fromEntries(
    [...parts].map(([part, why]) => [
      part,
      why.map(one => `${one.part} ${one.reason}`),
    ]),
  );
}

const source = (
  name: string,
  state: SourceInput['state'],
  message?: string,
): SourceInput => ({ name, state, message });

function blind(reason: string) {
  const why = [`agent ${reason}`];
  return { nodes: why, pods: why, workloads: why, sources: why };
}

describe('unknownParts', () => {
  it.each([
    ['is heard of', { connected: true, lastHeardMs: 1 }, {}],
    ['is in the cluster itself', undefined, {}],
    ['is silent', { connected: false, lastHeardMs: 1 }, blind('agent_silent')],
    ['never came', { connected: false }, blind('agent_never_came')],
  ])('where the agent %s', (_, agent, unknown) => {
    expect(unknownOf({ agent })).toEqual(unknown);
  });

  it.each([
    ['an empty list that was read', source('kubernetes/node', 'ok'), {}],
    [
      'a list not read yet',
      source('kubernetes/node', 'starting'),
      'no_objects',
    ],
    ['a source of another kind', source('traefik', 'ok'), 'no_objects'],
    ['no source', undefined, 'no_objects'],
  ])('of a cluster without objects and %s', (_, one, reason) => {
    const sources = one ? [one] : [];
    expect(unknownOf({ nodes: [], sources })).toEqual(
      typeof reason === 'string' ? blind(reason) : reason,
    );
  });

  it('are those of a kind that cannot be listed, by what the source says', () => {
    const sources = [
      source('kubernetes/node', 'ok'),
      source('kubernetes/pod', 'failing', 'forbidden'),
      source('kubernetes/deployment', 'not_available'),
      source('kubernetes/statefulset', 'failing', 'timeout'),
    ];
    expect(unknownOf({ sources })).toEqual({
      pods: ['kubernetes/pod forbidden'],
      workloads: [
        'kubernetes/deployment not_available',
        'kubernetes/statefulset timeout',
      ],
    });
  });

  it('are not those of a kind that one of its API groups gives', () => {
    const sources = [
      source('kubernetes/pod.first', 'failing'),
      source('kubernetes/pod.second', 'ok'),
      source('kubernetes/podmonitor', 'failing'),
    ];
    expect(unknownOf({ sources })).toEqual({});
    expect(unknownOf({ sources: sources.slice(0, 1) })).toEqual({
      pods: ['kubernetes/pod failing'],
    });
  });
});
