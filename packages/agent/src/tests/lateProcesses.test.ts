import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gap, Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';
import type { CounterSource } from '../agent/CounterSource';
import { RoundRunner } from '../agent/RoundRunner';
import { systemClock } from '../Clock';
import { createLogger } from '../Logger';
import { Concentrator } from '../slots/Concentrator';
import { rowOf } from '../slots/slots.examples';
import { StateStore } from '../state/StateStore';

const SLOT_MS = 30_000;
const signal = new AbortController().signal;

/** Two processes that count, of which a test lets each agent miss some scrapes. */
class World {
  nowMs = Date.UTC(2026, 10, 20) + 250;
  readonly counters: Record<string, number> = { one: 1_000, two: 500 };

  /** The next slot, in which each process counts so many requests. */
  serve(requests: Record<string, number>): number {
    for (const [process, count] of Object.entries(requests)) {
      this.counters[process] += count;
    }
    this.nowMs += SLOT_MS;
    return this.nowMs - 250;
  }
}

/** One replica: scrapes, and sends what it has when it is told to. */
class Replica {
  readonly store: StateStore;
  private readonly rounds: RoundRunner;
  private missed: readonly string[] = [];

  constructor(
    private readonly world: World,
    directory: string,
    othersMayLead = true,
  ) {
    const nowMs = () => world.nowMs;
    this.store = StateStore.open(directory, { maxSpoolBytes: 1e6, nowMs });
    const source: CounterSource = {
      state: { name: 'test', state: 'ok' },
      leavesGaps: true,
      isSettled: true,
      scrape: async () => ({
        scrapes: Object.keys(world.counters)
          .filter(process => !this.missed.includes(process))
          .map(process => this.scrapeOf(process)),
        failed: [...this.missed],
        toRows: (process, { counters }) =>
          [...counters.values()].map(count => rowOf(process, { 200: count })),
      }),
    };
    this.rounds = new RoundRunner({
      store: this.store,
      concentrator: new Concentrator(),
      sources: [source],
      collectIntervalMs: SLOT_MS,
      othersMayLead,
      clock: { ...systemClock, nowMs },
      backendNowMs: nowMs,
      logger: createLogger('error', () => {}),
    });
  }

  private scrapeOf(process: string): ProcessScrape {
    return {
      process,
      startedMs: 1,
      scrapedAtMs: this.world.nowMs + 5,
      counters: new Map([['requests', this.world.counters[process]]]),
      histograms: new Map(),
    };
  }

  async round(boundaryMs: number, ...missed: string[]): Promise<void> {
    this.missed = missed;
    await this.rounds.round(boundaryMs, signal);
  }

  /** Sends everything; gives what it counted of each process, the gaps and how far it covers. */
  deliver(): {
    counted: Record<string, number>;
    gaps: Gap[];
    ackedThroughMs: number;
  } {
    const counted: Record<string, number> = {};
    const gaps: Gap[] = [];
    let ackedThroughMs = 0;
    for (let part = this.store.next(); part; part = this.store.next()) {
      for (const slot of JSON.parse(part.slotsJson) as Slot[]) {
        for (const { series, codes } of slot.requests) {
          const { service } = series as { service: string };
          counted[service] = (counted[service] ?? 0) + codes[200];
        }
      }
      gaps.push(...part.gaps);
      ackedThroughMs = Math.max(ackedThroughMs, part.coversThroughMs);
      this.store.acknowledge(part.sequence);
    }
    return { counted, gaps, ackedThroughMs };
  }

  takeOver(ackedThroughMs: number): void {
    this.store.onSessionOpened({ lastStreamId: 'another', ackedThroughMs });
  }
}

describe('a process that could not be scraped for a while', () => {
  let world: World;
  const directories: string[] = [];
  const replicas: Replica[] = [];

  const replica = (othersMayLead?: boolean) => {
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-late-'));
    directories.push(directory);
    const made = new Replica(world, directory, othersMayLead);
    replicas.push(made);
    return made;
  };

  beforeEach(() => {
    world = new World();
  });
  afterEach(() => {
    replicas.splice(0).forEach(({ store }) => store.close());
    directories.splice(0).forEach(dir => rmSync(dir, { recursive: true }));
  });

  it('counts all it missed, over the time it was missed', async () => {
    const agent = replica(false);
    await agent.round(world.serve({}));
    const fromMs = world.nowMs;
    for (let i = 0; i < 9; i++) {
      await agent.round(world.serve({ one: 10, two: 20 }), 'two');
    }
    await agent.round(world.serve({ one: 10, two: 20 }));
    const slots: Slot[] = JSON.parse(agent.store.next()!.slotsJson);
    const late = slots.filter(({ requests }) =>
      requests.some(
        ({ series }) => series.kind === 'unmapped' && series.service === 'two',
      ),
    );
    expect(late.length).toBeGreaterThan(1);
    late.forEach(slot => {
      expect(slot.coversFromMs).toBe(fromMs);
      expect(slot.requests).toHaveLength(1);
    });
    expect(agent.deliver()).toMatchObject({
      counted: { one: 100, two: 200 },
      gaps: [],
    });
  });

  it('counts nothing that the leader before has counted', async () => {
    const [leader, standby] = [replica(), replica()];
    const beganMs = world.serve({});
    for (const agent of [leader, standby]) await agent.round(beganMs);
    const served = { one: 0, two: 0 };
    for (let i = 0; i < 5; i++) {
      const boundaryMs = world.serve({ one: 10, two: 100 - 20 * i });
      await leader.round(boundaryMs);
      await standby.round(boundaryMs, 'two');
      served.one += 10;
      served.two += 100 - 20 * i;
    }
    const first = leader.deliver();
    expect(first.counted).toEqual(served);
    const boundaryMs = world.serve({ one: 7, two: 9 });
    await standby.round(boundaryMs);
    standby.takeOver(first.ackedThroughMs);
    await standby.round(world.serve({ one: 1, two: 2 }));
    const second = standby.deliver();
    expect(second.counted).toEqual({ one: 7 + 1, two: 2 });
    // The nine requests of `two` are not known apart from what was counted: that time is a gap.
    expect(second.gaps).toEqual([
      {
        fromMs: first.ackedThroughMs,
        toMs: boundaryMs + 250,
        reason: 'change of leader',
      },
    ]);
  });

  it('leaves a gap, since another agent may lead when it answers again', async () => {
    const [leader, standby] = [replica(), replica()];
    const beganMs = world.serve({});
    for (const agent of [leader, standby]) await agent.round(beganMs);
    const fromMs = world.nowMs;
    for (let i = 0; i < 3; i++) {
      const boundaryMs = world.serve({ one: 10, two: 20 });
      await leader.round(boundaryMs, 'two');
      await standby.round(boundaryMs);
    }
    const first = leader.deliver();
    standby.takeOver(first.ackedThroughMs);
    await standby.round(world.serve({ one: 1, two: 2 }));
    expect(standby.deliver().counted).toEqual({ one: 1, two: 2 });
    expect(first).toMatchObject({
      counted: { one: 30 },
      gaps: [{ fromMs, toMs: world.nowMs - SLOT_MS }],
    });
    expect(first.gaps[0].reason).toMatch(/could not be scraped/);
  });

  it('is not dropped in part where it is spread over slots of which some are covered', async () => {
    const agent = replica();
    await agent.round(world.serve({}));
    world.nowMs += 20 * SLOT_MS;
    const boundaryMs = world.serve({ one: 2_100, two: 0 });
    await agent.round(boundaryMs);
    const ackedThroughMs = world.nowMs - 5 * SLOT_MS;
    agent.takeOver(ackedThroughMs);
    await agent.round(world.serve({ one: 3, two: 0 }));
    expect(agent.deliver()).toMatchObject({
      counted: { one: 3 },
      gaps: [{ fromMs: ackedThroughMs, toMs: boundaryMs + 250 }],
    });
  });
});
