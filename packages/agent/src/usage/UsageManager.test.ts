import type { SourceState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { createLogger } from '../Logger';
import { ManualClock } from '../testing/ManualClock';
import type { MetricsSource, UsageReading } from './MetricsSource';
import { UsageManager, type UsageManagerOptions } from './UsageManager';

const INTERVAL = 30_000;
const RETENTION = 300_000;

const reading = (
  figures: { nodes?: Record<string, number>; pods?: Record<string, number> },
  timestampMs: number,
  complete = true,
): UsageReading => ({
  complete,
  nodes: new Map(
    Object.entries(figures.nodes ?? {}).map(([node, cpuCores]) => [
      node,
      { timestampMs, source: 'kubelet' as const, cpuCores },
    ]),
  ),
  pods: Object.entries(figures.pods ?? {}).map(([name, cpuCores]) => ({
    namespace: 'shop',
    name,
    timestampMs,
    source: 'kubelet' as const,
    containers: [{ name: 'c', cpuCores }],
  })),
});

/** A source that does as the test says, and counts how often it was asked. */
class ScriptedSource implements MetricsSource {
  asked = 0;
  private lastSuccessMs: number | undefined;

  constructor(
    readonly name: string,
    public behave: (signal: AbortSignal) => Promise<UsageReading>,
  ) {}

  get state(): SourceState {
    const { name, lastSuccessMs } = this;
    return { name, state: 'ok', lastSuccessMs };
  }

  async collect(signal: AbortSignal): Promise<UsageReading> {
    this.asked += 1;
    const found = await this.behave(signal);
    this.lastSuccessMs = 1;
    return found;
  }
}

describe('UsageManager', () => {
  let clock: ManualClock;
  let managers: UsageManager[];

  beforeEach(() => {
    clock = new ManualClock(1_700_000_040_000);
    managers = [];
  });
  afterEach(() => Promise.all(managers.map(manager => manager.stop())));

  function create(
    sources: MetricsSource[],
    options: Partial<UsageManagerOptions> = {},
  ): UsageManager {
    const manager = new UsageManager({
      sources,
      intervalMs: INTERVAL,
      retentionMs: RETENTION,
      clock,
      logger: createLogger('error', () => {}),
      ...options,
    });
    managers.push(manager);
    return manager;
  }
  const giving = (name: string, figures: () => Parameters<typeof reading>[0]) =>
    new ScriptedSource(name, async () => reading(figures(), clock.nowMs()));

  it('collects at its interval, from begin to begin', async () => {
    const source = giving('usage', () => ({ nodes: { a: 1 } }));
    const manager = create([source]);
    manager.start();
    manager.start();
    await clock.advance(0);
    expect(source.asked).toBe(1);
    await clock.advance(INTERVAL - 1);
    expect(source.asked).toBe(1);
    await clock.advance(1);
    expect(source.asked).toBe(2);
    await clock.advance(10 * INTERVAL);
    expect(source.asked).toBe(12);
    await manager.stop();
    await clock.advance(10 * INTERVAL);
    expect(source.asked).toBe(12);
    expect(manager.node('a')).toBeDefined();
  });

  it('goes on after it was stopped and started', async () => {
    const source = giving('usage', () => ({ nodes: { a: 1 } }));
    const manager = create([source]);
    manager.start();
    await clock.advance(0);
    await manager.stop();
    expect(manager.node('a')).toBeDefined();
    manager.start();
    await clock.advance(0);
    expect(source.asked).toBe(2);
  });

  it('ends what is under way when it is stopped', async () => {
    const source = new ScriptedSource(
      'usage',
      signal =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const manager = create([source]);
    manager.start();
    await clock.advance(0);
    expect(source.asked).toBe(1);
    await manager.stop();
  });

  it('neither empties nor delays a source because another fails or hangs', async () => {
    const good = giving('usage', () => ({ nodes: { a: 1 }, pods: { p: 2 } }));
    const failing = new ScriptedSource('failing', async () => {
      throw new Error('no');
    });
    const hanging = new ScriptedSource(
      'hanging',
      signal =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const manager = create([hanging, failing, good]);
    manager.start();
    await clock.advance(5 * INTERVAL);
    expect(good.asked).toBe(6);
    expect(hanging.asked).toBe(1);
    expect(manager.node('a')?.cpuCores).toBe(1);
    expect(manager.pod('shop', 'p')?.containers[0].cpuCores).toBe(2);
    // What fails does not lose what it gave before.
    good.behave = failing.behave;
    await clock.advance(INTERVAL);
    expect(manager.node('a')?.cpuCores).toBe(1);
  });

  it('gives nothing that was received longer ago than the retention', async () => {
    const source = giving('usage', () => ({ nodes: { a: 1 }, pods: { p: 1 } }));
    const manager = create([source]);
    await manager.collectNow();
    await clock.advance(RETENTION);
    expect(manager.node('a')).toBeDefined();
    expect([...manager.pods()]).toHaveLength(1);
    await clock.advance(1);
    expect(manager.node('a')).toBeUndefined();
    expect(manager.pod('shop', 'p')).toBeUndefined();
    expect([...manager.nodes()]).toEqual([]);
    expect([...manager.pods()]).toEqual([]);
  });

  it('forgets what a complete reading does not hold, keeps what a partial one may have missed', async () => {
    let figures: Parameters<typeof reading>[0] = { nodes: { a: 1, b: 1 } };
    let complete = true;
    const source = new ScriptedSource('usage', async () =>
      reading(figures, clock.nowMs(), complete),
    );
    const other = giving('other', () => ({ nodes: { c: 1 } }));
    const manager = create([source, other]);
    const names = () => [...manager.nodes()].map(usage => usage.node).sort();
    await manager.collectNow();
    expect(names()).toEqual(['a', 'b', 'c']);
    figures = { nodes: { a: 2 } };
    complete = false;
    await manager.collectNow();
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(manager.node('a')?.cpuCores).toBe(2);
    complete = true;
    await manager.collectNow();
    expect(names()).toEqual(['a', 'c']);
  });

  it('puts together what several sources know of a node', async () => {
    const usage = giving('usage', () => ({ nodes: { a: 1 } }));
    const gpus = new ScriptedSource('custom/dcgm', async () => ({
      complete: true,
      pods: [],
      nodes: new Map([
        ['a', { timestampMs: 5, gpus: [{ id: 'g', usedFraction: 1 }] }],
      ]),
    }));
    const power = new ScriptedSource('custom/ups', async () => ({
      complete: true,
      pods: [],
      nodes: new Map([
        [
          'a',
          { timestampMs: 6, custom: { load: { value: 7, unit: 'watts' } } },
        ],
      ]),
    }));
    const manager = create([usage, gpus, power]);
    await manager.collectNow();
    expect(manager.node('a')).toEqual({
      node: 'a',
      timestampMs: clock.nowMs(),
      source: 'kubelet',
      cpuCores: 1,
      gpus: [{ id: 'g', usedFraction: 1 }],
      custom: { load: { value: 7, unit: 'watts' } },
    });
  });

  it('joins a collection that is under way', async () => {
    let release = () => {};
    const source = new ScriptedSource('usage', async () => {
      await new Promise<void>(resolve => {
        release = resolve;
      });
      return reading({ nodes: { a: 1 } }, 1);
    });
    const manager = create([source]);
    const both = Promise.all([manager.collectNow(), manager.collectNow()]);
    release();
    await both;
    expect(source.asked).toBe(1);
    expect(manager.node('a')).toBeDefined();
  });

  it('collects only while it is active', async () => {
    let active = false;
    const source = giving('usage', () => ({ nodes: { a: 1 } }));
    create([source], { isActive: () => active }).start();
    await clock.advance(10 * INTERVAL);
    expect(source.asked).toBe(0);
    active = true;
    await clock.advance(INTERVAL);
    expect(source.asked).toBe(1);
  });

  it('looks again soon after the start, as lists may not be read yet', async () => {
    const source = new ScriptedSource('usage', async () => {
      throw new Error('no node is known');
    });
    create([source]).start();
    await clock.advance(15_000);
    // At 0, 2, 6 and 14 s.
    expect(source.asked).toBe(4);
    await clock.advance(20 * INTERVAL);
    expect(source.asked).toBe(4 + 20);
  });

  it('keeps the last hour by the minute, of each node and of all', async () => {
    let cores = 1;
    const source = giving('usage', () => ({ nodes: { a: cores, b: 2 } }));
    const manager = create([source], { retentionMs: RETENTION });
    manager.start();
    await clock.advance(0);
    cores = 3;
    await clock.advance(INTERVAL);
    const [minute] = manager.series('a');
    expect(minute).toEqual({
      startMs: 1_700_000_040_000,
      cpuCores: { avg: 2, max: 3 },
    });
    expect(manager.series()[0].cpuCores).toEqual({ avg: 4, max: 5 });
    await clock.advance(3 * 3_600_000);
    expect(manager.series()).toHaveLength(60);
    expect(manager.series('b')).toHaveLength(60);
    expect(manager.series('unknown')).toEqual([]);
  });

  it('counts a figure once that is given again', async () => {
    const source = new ScriptedSource('usage', async () =>
      reading({ nodes: { a: 1 } }, 1_700_000_040_000),
    );
    const manager = create([source]);
    await manager.collectNow();
    source.behave = async () => reading({ nodes: { a: 9 } }, 1_700_000_040_000);
    await manager.collectNow();
    expect(manager.series('a')[0].cpuCores).toEqual({ avg: 1, max: 1 });
  });

  it('refuses two sources of one name', () => {
    const source = giving('usage', () => ({}));
    expect(() => create([source, source])).toThrow('same name');
  });
});
