import type {
  NodeRow,
  NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { readMetricsConfig } from '../config/readAgentConfig';
import type { KubeClient } from '../kubernetes/KubeClient';
import { createLogger } from '../Logger';
import { ManualClock } from '../testing/ManualClock';
import { NodesSource, type NodeOrigin } from './NodesSource';

describe('NodesSource', () => {
  let clock: ManualClock;
  let rows: NodeRow[];

  beforeEach(() => {
    clock = new ManualClock(1_000_000);
    rows = [];
  });

  function create(flags: Record<string, string> = {}) {
    const { metrics } = readMetricsConfig({
      flags: { 'cluster-id': 'c', ...flags },
    });
    const source = new NodesSource({
      config: {
        metrics,
        listen: { host: '127.0.0.1', port: 8095 },
        node_auth: {},
      },
      // It is not asked: nobody reports.
      client: {} as KubeClient,
      onRow: row => rows.push(row),
      leaderAddress: () => undefined,
      isHealthy: () => true,
      clock,
      logger: createLogger('error', () => {}),
    });
    const offer = (origin: NodeOrigin, load1: number, node = 'n') =>
      source.offer(
        { node, timestampMs: clock.nowMs(), cpu: { coreCount: 1, load1 } },
        origin,
      );
    const loads = () =>
      [...source.snapshots()].map((s: NodeSnapshot) => s.cpu?.load1);
    return { source, offer, loads };
  }

  it('shows of several that measure a node the best', () => {
    const { offer, loads } = create();
    const steps: [NodeOrigin, number, number][] = [
      ['kubernetes', 1, 1],
      ['node-exporter', 2, 2],
      ['kubernetes', 3, 2],
      ['collector', 4, 4],
      ['node-exporter', 5, 4],
      ['kubernetes', 6, 4],
      ['collector', 7, 7],
    ];
    for (const [origin, load, shown] of steps) {
      clock.set(clock.nowMs() + 1_000);
      offer(origin, load);
      expect(loads()).toEqual([shown]);
    }
    // What is not shown does not count for the history either.
    expect(rows.map(row => row.metrics.load1?.sum)).toEqual([1, 2, 4, 7]);
  });

  it('takes the next best once the best is silent for more than a minute', () => {
    const { offer, loads } = create();
    offer('collector', 1);
    clock.set(1_060_000);
    offer('node-exporter', 2);
    expect(loads()).toEqual([1]);
    clock.set(1_060_001);
    offer('node-exporter', 3);
    expect(loads()).toEqual([3]);
    clock.set(1_061_000);
    offer('collector', 4);
    expect(loads()).toEqual([4]);
  });

  it('judges every node by itself', () => {
    const { offer, loads } = create();
    offer('collector', 1, 'a');
    offer('kubernetes', 2, 'b');
    expect(loads()).toEqual([1, 2]);
  });

  it('says that no collector reports where others measure', () => {
    const { source, offer } = create();
    expect(source.state.state).toBe('starting');
    offer('kubernetes', 1);
    expect(source.state.state).toBe('not_available');
    offer('collector', 1, 'b');
    expect(source.state.state).toBe('ok');
    clock.set(1_060_001);
    offer('kubernetes', 2);
    expect(source.state.state).toBe('failing');
  });

  it('takes nothing where metrics are off', () => {
    const { offer, loads } = create({ 'metrics-enabled': 'false' });
    offer('collector', 1);
    expect(loads()).toEqual([]);
    expect(rows).toEqual([]);
  });
});
