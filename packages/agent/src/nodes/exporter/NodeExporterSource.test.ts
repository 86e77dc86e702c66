import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { readMetricsConfig } from '../../config/readAgentConfig';
import { KubeClient } from '../../kubernetes/KubeClient';
import { createLogger } from '../../Logger';
import { FakeKubeApi } from '../../testing/FakeKubeApi';
import { ManualClock } from '../../testing/ManualClock';
import { createStore } from '../../testing/createStore';
import { NodeExporterSource } from './NodeExporterSource';

const LABELS = { 'app.kubernetes.io/name': 'prometheus-node-exporter' };

describe('NodeExporterSource', () => {
  const signal = new AbortController().signal;
  let api: FakeKubeApi;
  let snapshots: NodeSnapshot[];
  let active: boolean;

  beforeEach(() => {
    api = new FakeKubeApi();
    snapshots = [];
    active = true;
  });
  afterEach(() => api.stop());

  const pod = (name: string, node: string | undefined, more: object = {}) => ({
    name,
    namespace: 'monitoring',
    ip: '10.0.0.1',
    node,
    labels: LABELS,
    ...more,
  });

  async function create(
    pods: NonNullable<Parameters<typeof createStore>[0]['pods']>,
    clock = new ManualClock(7_000),
  ) {
    const client = new KubeClient(await api.start());
    const { sources } = readMetricsConfig({
      flags: { 'cluster-id': 'c', 'sources-node-exporter-via': 'apiserver' },
    });
    return new NodeExporterSource({
      config: sources.node_exporter,
      client,
      store: createStore({ pods }),
      onSnapshot: snapshot => snapshots.push(snapshot),
      isActive: () => active,
      clock,
      logger: createLogger('error', () => {}),
    });
  }
  const answer = (name: string, text: string) =>
    api.proxied.set(
      `/api/v1/namespaces/monitoring/pods/${name}:9100/proxy/metrics`,
      text,
    );

  it('shows each pod’s figures under the node that it runs on', async () => {
    answer('ne-a', 'node_time_seconds 5\nnode_load1 1.5\n');
    answer('ne-b', 'node_time_seconds 6\nnode_load1 0.5\n');
    const source = await create([
      pod('ne-a', 'node-a'),
      pod('ne-b', 'node-b'),
      pod('other', 'node-c', { labels: {} }),
      pod('elsewhere', 'node-d', { namespace: 'default' }),
      pod('pending', 'node-e', { phase: 'Pending' }),
      pod('nowhere', undefined),
    ]);
    await source.scrapeOnce(signal);
    expect(snapshots.map(s => [s.node, s.timestampMs])).toEqual([
      ['node-a', 5_000],
      ['node-b', 6_000],
    ]);
    expect(source.state).toEqual({
      name: 'node_exporter',
      state: 'ok',
      lastSuccessMs: 7_000,
      intervalMs: 15_000,
    });
  });

  it('takes nothing from the others when one fails', async () => {
    answer('ne-a', '<html>a login page</html>');
    answer('ne-b', 'node_load1 0.5\n');
    const source = await create([
      pod('ne-a', 'node-a'),
      pod('ne-b', 'node-b'),
      pod('ne-c', 'node-c'),
    ]);
    await source.scrapeOnce(signal);
    expect(snapshots.map(s => s.node)).toEqual(['node-b']);
    expect(source.state.state).toBe('failing');
    expect(source.state.message).toContain('2 of 3 pods');
  });

  it('says where it looked when there is none', async () => {
    const source = await create([]);
    await source.scrapeOnce(signal);
    expect(source.state.state).toBe('not_available');
    expect(source.state.message).toContain('"monitoring"');
  });

  it('asks at its interval, and not while another agent leads', async () => {
    answer('ne-a', 'node_load1 1\n');
    const clock = new ManualClock(0);
    const source = await create([pod('ne-a', 'node-a')], clock);
    const stop = new AbortController();
    const running = source.run(stop.signal);
    await clock.untilAsleep();
    expect(snapshots).toHaveLength(1);
    clock.set(14_999);
    expect(clock.nextDueMs).toBe(15_000);
    active = false;
    clock.set(15_000);
    await clock.untilAsleep();
    expect(snapshots).toHaveLength(1);
    active = true;
    clock.set(30_000);
    await clock.untilAsleep();
    expect(snapshots).toHaveLength(2);
    stop.abort();
    await running;
  });
});
