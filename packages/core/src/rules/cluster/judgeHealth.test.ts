import type { Alert, Severity } from '../types';
import type { ClusterState } from './ClusterState';
import { judgeHealth } from './judgeHealth';
import { podsEvicted } from './podsEvicted';
import { nodeNotReady } from './nodeNotReady';

const STATE: ClusterState = {
  cluster: 'prod',
  timestampMs: 100,
  nodes: [],
  pods: [],
  workloads: [],
  sources: [{ name: 'kubernetes/pods', state: 'ok' }],
  hasAllNodes: true,
  agent: { connected: true, lastHeardMs: 99 },
};

function alert(
  rule: string,
  entity: string,
  more: Partial<Alert> & { severity?: Severity } = {},
): Alert {
  return {
    id: `${rule} ${entity}`,
    rule,
    scope: 'prod/_/cluster/prod',
    entity,
    severity: 'warning',
    sinceMs: 10,
    firedMs: 20,
    variants: [],
    ...more,
  };
}

const judge = (alerts: Alert[], state: Partial<ClusterState> = {}) =>
  judgeHealth({ ...STATE, ...state }, alerts, [nodeNotReady, podsEvicted]);

describe('judgeHealth', () => {
  it('puts what is critical first, then goes by the rules, then those of nodes by their code', () => {
    const { status, issues } = judge([
      alert('cpu', 'prod/_/node/a'),
      alert('b_of_a_module', 'prod/_/node/a'),
      alert('pods_evicted', 'prod/shop/pod/a'),
      alert('node_not_ready', 'prod/_/node/a'),
      alert('pods_evicted', 'prod/shop/pod/b', { severity: 'critical' }),
    ]);
    expect(status).toBe('critical');
    expect(issues.map(one => `${one.severity} ${one.code}`)).toEqual([
      'critical pods_evicted',
      'warning node_not_ready',
      'warning pods_evicted',
      'warning b_of_a_module',
      'warning cpu',
    ]);
  });

  it('gathers the alerts of a rule, the first ten by name, since the first of them', () => {
    const pods = Array.from({ length: 12 }, (_, i) => `web-${10 + i}`);
    const [issue] = judge(
      [...pods]
        .reverse()
        .map((name, i) =>
          alert('pods_evicted', `prod/shop/pod/${name}`, { sinceMs: 30 - i }),
        ),
    ).issues;
    expect(issue).toMatchObject({
      count: 12,
      sinceMs: 19,
      message: podsEvicted.message(12),
      objects: pods.slice(0, 10).map(name => `shop/${name}`),
      entities: pods.slice(0, 10).map(name => `prod/shop/pod/${name}`),
    });
  });

  it('says of a rule that it does not know how many are beyond its limit', () => {
    const [issue] = judge([
      alert('diskUsedFraction', 'prod/_/node/a', { part: '/var' }),
      alert('diskUsedFraction', 'prod/_/node/a', { part: '/' }),
    ]).issues;
    expect(issue.message).toBe('diskUsedFraction of 2 is beyond its limit');
    expect(issue.objects).toEqual(['a /', 'a /var']);
  });

  it('names the part of a cluster, else what an alert is of', () => {
    const objectOf = (entity: string, part?: string) =>
      judge([alert('any', entity, { part })]).issues[0].objects;
    expect(objectOf('prod/_/cluster/prod', 'pods')).toEqual(['pods']);
    expect(objectOf('prod/_/cluster/prod')).toEqual(['prod']);
    expect(objectOf('no key')).toEqual(['no key']);
  });

  it('is healthy only where nothing fires and nothing is unknown', () => {
    const pending = alert('pods_evicted', 'prod/shop/pod/a', {
      firedMs: undefined,
    });
    const over = { ...pending, firedMs: 20, resolvedMs: 30 };
    expect(judge([pending, over])).toEqual({
      status: 'healthy',
      issues: [],
      unknown: [],
      asOfMs: undefined,
    });
    const sources = [
      ...STATE.sources,
      { name: 'kubernetes/node', state: 'failing' } as const,
    ];
    expect(judge([], { sources }).status).toBe('unknown');
    const fires = alert('pods_evicted', 'prod/shop/pod/a');
    expect(judge([fires], { sources }).status).toBe('warning');
  });

  it('is unknown while the agent is silent, whatever fired, as of when it was heard', () => {
    const agent = { connected: false, lastHeardMs: 42 };
    const fires = alert('pods_evicted', 'prod/shop/pod/a');
    expect(judge([fires], { agent })).toMatchObject({
      status: 'unknown',
      unknown: [{ part: 'agent', reason: 'agent_silent' }],
      asOfMs: 42,
    });
  });
});
