import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { slotAt } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 30, 0);
const HOUR_MS = 3_600_000;
const HOURS = 120;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Of memory, with a disk of as many bytes. */
const sizeOf = (node: string, totalBytes: number): NodeSnapshot => ({
  node,
  timestampMs: NOW_MS,
  memory: { totalBytes, usedBytes: 0, availableBytes: totalBytes },
  filesystems: [
    {
      mount: '/',
      device: 'vda',
      fsType: 'ext4',
      totalBytes,
      usedBytes: 1,
      availableBytes: totalBytes - 1,
    },
  ],
});

/** What is held in memory, which no answer tells. */
const cacheOf = (stack: Stack) =>
  (stack.forecasts as unknown as { cache: Map<string, unknown> }).cache;

describe.each(databases.eachSupportedId())('ForecastService on %s', id => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    const history = await StackAgent.open(stack, { role: 'backfill' });
    const live = await StackAgent.open(stack);
    const figure = (value: number) => ({ sum: value, count: 1, max: value });
    // Five days: small grows by 0.1 a day, large stays at 0.5.
    const slots = Array.from({ length: HOURS }, (_, i) =>
      slotAt(
        Math.floor(NOW_MS / HOUR_MS) * HOUR_MS - (HOURS - i) * HOUR_MS,
        [],
        {
          durationMs: HOUR_MS,
          nodes: [
            {
              node: 'small',
              metrics: { memoryUsedFraction: figure(0.1 + (0.1 * i) / 24) },
              filesystems: [
                { mount: '/', used: figure(0.9) },
                { mount: '/var', used: figure(0.3 + (0.1 * i) / 24) },
                // Was mounted for a day only.
                ...(i < 24
                  ? [{ mount: '/old', used: figure(0.1 + i / 30) }]
                  : []),
              ],
            },
            { node: 'large', metrics: { memoryUsedFraction: figure(0.5) } },
          ],
        },
      ),
    );
    await history.pushSlots(1, slots);
    await live.push({ nodes: [sizeOf('small', 1e9), sizeOf('large', 3e9)] });
  });

  const memoryOf = (forecasts: { resource: string }[]): any =>
    forecasts.find(one => one.resource === 'memory');

  it('remembers nothing of clusters that somebody only names', async () => {
    const access = { field: 'cluster' as const, values: ['elsewhere'] };
    const { size } = cacheOf(stack);
    for (const clusterId of ['a', 'b', 'prod']) {
      const { nodes } = await stack.forecasts.getCapacity({
        access,
        clusterId,
      });
      expect(nodes).toEqual([]);
    }
    expect(cacheOf(stack).size).toBe(size);
  });

  it('weighs nodes by their size', async () => {
    const found = await stack.forecasts.getCapacity({
      access: 'all',
      clusterId: 'prod',
    });
    expect(found.nodes.map(({ node }) => node)).toEqual(['large', 'small']);
    expect(memoryOf(found.nodes[0].forecasts)).toMatchObject({
      state: 'steady',
      usedFraction: 0.5,
    });
    expect(
      memoryOf(found.nodes[1].forecasts).perDayFraction.estimate,
    ).toBeCloseTo(0.1, 6);
    // A quarter of 0.1 a day and three quarters of nothing.
    const whole = memoryOf(found.forecasts);
    expect(whole.perDayFraction.estimate).toBeCloseTo(0.025, 6);
    expect(whole.state).toBe('growing');
  });

  it('tells file systems apart, and names the one that is full first', async () => {
    const { nodes } = await stack.forecasts.getCapacity({
      access: 'all',
      clusterId: 'prod',
    });
    const disk = nodes[1].forecasts.find(one => one.resource === 'disk')!;
    expect(disk).toMatchObject({ mount: '/var', state: 'growing' });
    // 0.8 after five days, and 0.1 a day.
    const leftMs = disk.full!.expectedMs - NOW_MS;
    expect(leftMs / (24 * HOUR_MS)).toBeCloseTo(2, 1);
    const disks = (await stack.forecasts.forecastDisks('prod')).get('small')!;
    expect(disks.map(one => one.mount).sort()).toEqual(['/', '/var']);
  });

  it('knows only the nodes that the caller may see', async () => {
    const { nodes, forecasts } = await stack.forecasts.getCapacity({
      access: { field: 'node', values: ['large'] },
      clusterId: 'prod',
    });
    expect(nodes.map(({ node }) => node)).toEqual(['large']);
    expect(memoryOf(forecasts).state).toBe('steady');
  });

  it('sees within ten minutes what was loaded later', async () => {
    const sampleCount = async () => {
      const { nodes } = await stack.forecasts.getCapacity({
        access: 'all',
        clusterId: 'prod',
      });
      return memoryOf(nodes[1].forecasts).sampleCount;
    };
    expect(await sampleCount()).toBe(HOURS);
    await stack.knex('node_history').where({ node: 'small' }).delete();
    expect(await sampleCount()).toBe(HOURS);
    stack.time.nowMs += 600_000;
    expect(await sampleCount()).toBe(0);
  });

  it('learns anew once a clock that was ahead is set right', async () => {
    const query = { access: 'all' as const, clusterId: 'prod' };
    stack.time.nowMs += 365 * 24 * HOUR_MS;
    const ahead = await stack.forecasts.getCapacity(query);
    expect(memoryOf(ahead.nodes[1].forecasts).sampleCount).toBe(0);
    stack.time.nowMs = NOW_MS;
    const { nodes } = await stack.forecasts.getCapacity(query);
    expect(memoryOf(nodes[1].forecasts).sampleCount).toBe(HOURS);
  });
});
