import type { Alert, AlertVariant } from '@atlhyper/core';
import { summariseNodes, toNodeState } from './nodeState';

const NOW_MS = 1_000_000;

const alert = (
  overrides: Partial<AlertVariant> = {},
  rule = 'cpuUsedFraction',
): Alert => ({
  id: 'a',
  rule,
  scope: 'prod/_/node/a',
  entity: 'prod/_/node/a',
  severity: 'warning',
  sinceMs: 1,
  variants: [
    {
      id: 'b',
      variant: 'warning',
      severity: 'warning',
      unit: 'fraction',
      sinceMs: 1,
      measuredMs: 2,
      current: { value: 0.95, threshold: 0.9 },
      ...overrides,
    },
  ],
});

describe('toNodeState', () => {
  it.each([
    [60_000, false],
    [60_001, true],
  ])('of a snapshot %i ms old: stale is %s', (ageMs, stale) => {
    const state = toNodeState(
      node('a', { timestampMs: NOW_MS - ageMs }),
      NOW_MS,
    );
    expect(state.stale).toBe(stale);
  });

  it('is stale without any snapshot', () => {
    const state = toNodeState({ clusterId: 'prod', node: 'a' }, NOW_MS);
    expect(state).toMatchObject({ stale: true, alerts: [] });
  });

  it('names the rules that it breaks, those that fire first', () => {
    const active = [alert(), { ...alert({ firedMs: 3 }), part: '/data' }];
    const { alerts } = toNodeState(node('a', {}), NOW_MS, active);
    const shared = {
      metric: 'cpuUsedFraction',
      severity: 'warning',
      value: 0.95,
      limit: 0.9,
      sinceMs: 1,
    };
    expect(alerts).toEqual([
      { ...shared, state: 'firing', holder: '/data' },
      { ...shared, state: 'pending' },
    ]);
  });

  it('does not alert on figures that are old', () => {
    const old = node('a', { timestampMs: NOW_MS - 61_000 });
    const fired = alert({ firedMs: 3 });
    expect(toNodeState(old, NOW_MS, [fired]).alerts).toEqual([]);
  });
});

describe('summariseNodes', () => {
  it('weighs nodes by their size and leaves out those that do not report', () => {
    const states = [
      node('small', {
        cpu: { coreCount: 1, usedFraction: 1 },
        memory: { totalBytes: 100, usedBytes: 90, availableBytes: 10 },
        filesystems: [disk('/', 50, 50), disk('/data', 90, 10)],
      }),
      node('large', {
        cpu: { coreCount: 3, usedFraction: 0.2 },
        memory: { totalBytes: 300, usedBytes: 30, availableBytes: 270 },
      }),
      node('gone', {
        timestampMs: 0,
        cpu: { coreCount: 64, usedFraction: 1 },
      }),
    ].map(stored =>
      toNodeState(stored, NOW_MS, [
        // What is pending does not count yet.
        alert({ firedMs: stored.node === 'small' ? 1 : undefined }),
      ]),
    );
    expect(summariseNodes(states)).toEqual({
      totalNodes: 3,
      reportingNodes: 2,
      alertingNodes: 1,
      totalCores: 4,
      // (1 × 1 + 3 × 0.2) / 4
      avgCpuUsedFraction: expect.closeTo(0.4, 10),
      avgMemoryUsedFraction: 0.3,
      totalMemoryBytes: 400,
      usedMemoryBytes: 120,
      maxCpu: { usedFraction: 1, node: 'small' },
      maxMemory: { usedFraction: 0.9, node: 'small' },
      maxDisk: { usedFraction: 0.9, node: 'small', mount: '/data' },
    });
  });

  it('names the node and the sensor that hold a maximum', () => {
    const sensor = (chip: string, celsius: number) => ({
      chip,
      name: 'temp1',
      cpu: chip === 'coretemp',
      celsius,
    });
    const states = [
      node('a', {
        temperature: {
          maxCelsius: 50,
          sensors: [sensor('coretemp', 50), sensor('nvme', 40)],
        },
      }),
      node('b', {
        cpu: { coreCount: 1, usedFraction: 0.3 },
        temperature: { maxCelsius: 71, sensors: [sensor('nvme', 71)] },
      }),
      node('c', { cpu: { coreCount: 1, usedFraction: 0.3 } }),
    ].map(stored => toNodeState(stored, NOW_MS));
    const summary = summariseNodes(states);
    expect(summary.maxCpu).toEqual({ usedFraction: 0.3, node: 'b' });
    expect(summary.maxTemperature).toEqual({
      celsius: 71,
      node: 'b',
      sensor: 'nvme temp1',
    });
    expect(summary.maxCpuTemperature).toEqual({
      celsius: 50,
      node: 'a',
      sensor: 'coretemp temp1',
    });
  });

  it('has no averages where no node reports', () => {
    const summary = summariseNodes([]);
    expect(summary.avgCpuUsedFraction).toBeUndefined();
    expect(summary.avgMemoryUsedFraction).toBeUndefined();
    expect(summary.maxCpu).toBeUndefined();
    expect(summary.maxDisk).toBeUndefined();
    expect(summary.maxTemperature).toBeUndefined();
  });
});

function node(name: string, snapshot: object) {
  return {
    clusterId: 'prod',
    node: name,
    snapshot: { node: name, timestampMs: NOW_MS, ...snapshot },
  };
}

function disk(mount: string, usedBytes: number, availableBytes: number) {
  return {
    mount,
    device: '/dev/sda1',
    fsType: 'ext4',
    totalBytes: usedBytes + availableBytes,
    usedBytes,
    availableBytes,
  };
}
