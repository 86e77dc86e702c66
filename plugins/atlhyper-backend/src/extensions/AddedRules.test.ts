import { mockServices } from '@backstage/backend-test-utils';
import {
  judgeCluster,
  judgeNode,
  type ClusterRule,
  type ClusterState,
  type NodeMetricRule,
} from '@atlhyper/core';
import { AddedRules } from './AddedRules';

const NOW_MS = Date.UTC(2026, 10, 20, 12);

const clusterRule: ClusterRule = {
  code: 'acme_idle',
  title: 'Nothing runs',
  severity: 'warning',
  unit: 'count',
  holdMs: 0,
  recoverMs: 0,
  needs: [],
  find: ({ cluster }) => [{ entity: `${cluster}/_/cluster/${cluster}` }],
  message: n => `${n} idle`,
};
const nodeRule: NodeMetricRule = {
  metric: 'acme_hot',
  unit: 'celsius',
  clearMargin: 5,
  defaults: [{ limit: 60, forMs: 0, severity: 'warning' }],
  measure: reading => [{ value: reading.temperatureMaxCelsius }],
};
const state: ClusterState = {
  ...{ cluster: 'prod', timestampMs: NOW_MS, hasAllNodes: true },
  ...{ nodes: [], pods: [], workloads: [], sources: [] },
  agent: { connected: true },
};

describe('rules that modules add', () => {
  const logger = mockServices.logger.mock();
  beforeEach(() => jest.clearAllMocks());

  /** What a cluster rule says of the cluster, once the rounds before were judged. */
  function findingsOf(rule: Partial<ClusterRule>, rounds = 1) {
    const added = new AddedRules();
    added.addClusterRule({ ...clusterRule, ...rule });
    const { cluster } = added.join([], logger);
    const judged = Array.from({ length: rounds }, () =>
      judgeCluster(state, cluster),
    );
    return judged[rounds - 1].find(one => one.variant.rule === 'acme_idle')!
      .observations[0].findings;
  }

  it('are judged beside ours, and titled by themselves', () => {
    const added = new AddedRules();
    added.addClusterRule(clusterRule);
    added.addNodeRule(nodeRule);
    const { cluster, node, titles } = added.join([], logger);
    expect(cluster[cluster.length - 1].code).toBe('acme_idle');
    expect(findingsOf({})).toEqual([
      { entity: 'prod/_/cluster/prod', verdict: 'broken' },
    ]);
    const readings = [
      { fromMs: NOW_MS, atMs: NOW_MS, temperatureMaxCelsius: 60 },
    ];
    const [{ variant, observations }] = judgeNode(
      { entity: 'prod/_/node/n1', readings },
      node,
    );
    expect(variant).toMatchObject({ rule: 'acme_hot', threshold: 60 });
    expect(observations[0].findings).toMatchObject([
      { verdict: 'broken', value: 60 },
    ]);
    expect([...titles]).toEqual([['acme_idle', 'Nothing runs']]);
  });

  it.each<[string, unknown]>([
    ['throws', () => JSON.parse('{')],
    ['promises', async () => []],
    ['gives no finite value', () => [found({ value: NaN })]],
    ['gives an endless threshold', () => [found({ threshold: Infinity })]],
    ['names another cluster', () => [found({ entity: 'dev/_/node/n1' })]],
    ['names nothing', () => [found({ entity: 'n1' })]],
    ['begins within a millisecond', () => [found({ sinceMs: 0.5 })]],
    ['gives what is no JSON', () => [found({ evidence: { n: BigInt(1) } })]],
    ['gives a NUL', () => [found({ part: '\0' })]],
  ])('say nothing where one %s, and are told of once', (_, find) => {
    expect(findingsOf({ find: find as ClusterRule['find'] }, 3)).toBe(
      undefined,
    );
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error.mock.calls[0][0]).toContain("Rule 'acme_idle' fails");
  });

  it('say nothing of a node where one measures no number', () => {
    const added = new AddedRules();
    added.addNodeRule({ ...nodeRule, measure: () => [{ value: NaN }] });
    const [judged] = judgeNode(
      {
        entity: 'prod/_/node/n1',
        readings: [{ fromMs: NOW_MS, atMs: NOW_MS }],
      },
      added.join([], logger).node,
    );
    expect(judged.observations[0].findings).toBe(undefined);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<ClusterRule>, RegExp]>([
    ['a rule of ours', { code: 'no_nodes' }, /is a rule 'no_nodes' already/],
    ['one for nodes', { code: 'diskUsedFraction' }, /'diskUsedFraction' al/],
    ['one of SLOs', { code: 'burn_rate' }, /a rule 'burn_rate' already/],
    ['another that was added', {}, /a rule 'acme_idle' already/],
    ['no name', { code: 'a b' }, /Rule 'a b' cannot be judged: code/],
    ['no threshold', { code: 'x', threshold: NaN }, /'x' .* threshold/],
    ['no hold', { code: 'x', holdMs: -1 }, /'x' cannot be judged: holdMs/],
    ['no judge', { code: 'x', find: undefined }, /find: must be a function/],
  ])('are refused where they have the name of, or have, %s', (_, rule, why) => {
    const added = new AddedRules();
    added.addClusterRule(clusterRule);
    expect(() => added.addClusterRule({ ...clusterRule, ...rule })).toThrow(
      why,
    );
  });

  it('are refused for two limits of one severity', () => {
    const [limit] = nodeRule.defaults;
    expect(() =>
      new AddedRules().addNodeRule({ ...nodeRule, defaults: [limit, limit] }),
    ).toThrow(/defaults: must not hold two limits of one severity/);
  });
});

function found(more: object) {
  return { entity: 'prod/_/cluster/prod', ...more };
}
