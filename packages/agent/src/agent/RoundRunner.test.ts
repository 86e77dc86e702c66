import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { createLogger } from '../Logger';
import { Concentrator } from '../slots/Concentrator';
import { rowOf } from '../slots/slots.examples';
import { StateStore } from '../state/StateStore';
import { ManualClock } from '../testing/ManualClock';
import { RoundRunner } from './RoundRunner';

const START_MS = Date.UTC(2026, 10, 20);

describe('RoundRunner', () => {
  let directory: string;
  let store: StateStore;
  let clock: ManualClock;
  let offsetMs: number;
  let rounds: RoundRunner;
  let concentrator: Concentrator;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-rounds-'));
    clock = new ManualClock(START_MS + 1_000);
    offsetMs = 0;
    const nowMs = () => clock.nowMs() + offsetMs;
    store = StateStore.open(directory, { maxSpoolBytes: 1e6, nowMs });
    concentrator = new Concentrator();
    rounds = new RoundRunner({
      store,
      concentrator,
      sources: [],
      collectIntervalMs: 30_000,
      othersMayLead: false,
      clock,
      backendNowMs: nowMs,
      logger: createLogger('error', () => {}),
    });
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  it('keeps what it cannot store, in slots that grow and do not pile up', async () => {
    const commit = jest.spyOn(store, 'commitRound').mockImplementation(() => {
      throw new Error('disk full');
    });
    const { signal } = new AbortController();
    const slots = 1_000;
    for (let i = 1; i <= slots; i++) {
      concentrator.addRequest(rowOf('a', { 200: 1 }));
      clock.set(START_MS + i * 30_000 + 250);
      await rounds.round(START_MS + i * 30_000, signal);
    }
    const kept = commit.mock.lastCall![0].slots;
    expect(kept.length).toBeLessThan(150);
    commit.mockRestore();
    await rounds.round(START_MS + (slots + 1) * 30_000, signal);
    const stored = [];
    for (let part = store.next(); part; part = store.next()) {
      stored.push(...(JSON.parse(part.slotsJson) as Slot[]));
      store.acknowledge(part.sequence);
    }
    expect(
      stored
        .flatMap(slot => slot.requests)
        .reduce((sum, row) => sum + row.codes[200], 0),
    ).toBe(slots);
  });

  it('goes on closing slots when the clock is set back', async () => {
    const stop = new AbortController();
    const running = rounds.run(stop.signal);
    await clock.advance(60_000, 20);
    const before = store.spoolStats().slots;
    expect(before).toBeGreaterThan(0);
    offsetMs = -3_600_000;
    await clock.advance(90_000, 20);
    expect(store.spoolStats().slots).toBeGreaterThanOrEqual(before + 2);
    stop.abort();
    await running;
  });

  const MINUTE_MS = 60_000;
  const STEPS = [45_000, 10 * MINUTE_MS, 120 * MINUTE_MS, 1_800 * MINUTE_MS];

  const BOTH = [...STEPS, ...STEPS.map(ms => -ms)].flatMap(
    (ms): [number, string, boolean][] => [
      [ms, 'the backend’s', false],
      [ms, 'its own', false],
      [ms, 'its own', true],
    ],
  );

  it.each(BOTH)(
    'makes no gap and loses nothing of a step of %i ms of %s clock, forward and back (corrected at once: %s)',
    async (stepMs, whose, isCorrected) => {
      const ofBackend = whose === 'the backend’s';
      const gaps: object[] = [];
      const slots: Slot[] = [];
      let aheadMs = 0;
      let tick = 0;
      offsetMs = 0;
      const local = () => START_MS + tick * 30_000 + (ofBackend ? 0 : aheadMs);
      const runner = new RoundRunner({
        store: Object.assign(Object.create(store), {
          loadBaselines: () => ({ scrapes: new Map() }),
          commitRound: (round: { gaps: object[]; slots: Slot[] }) => {
            gaps.push(...round.gaps);
            slots.push(...round.slots);
          },
        }),
        concentrator: new Concentrator(),
        sources: [
          {
            state: { name: 'traefik', state: 'ok' },
            leavesGaps: true,
            isSettled: true,
            scrape: async () => ({
              scrapes: [
                {
                  process: 'pod',
                  scrapedAtMs: local(),
                  counters: new Map([['a', tick]]),
                  histograms: new Map(),
                },
              ],
              failed: [],
              toRows: (_, { counters }) =>
                [...counters.values()].map(count => rowOf('a', { 200: count })),
            }),
          },
        ],
        collectIntervalMs: 30_000,
        othersMayLead: false,
        clock: { ...clock, nowMs: local } as unknown as ManualClock,
        backendNowMs: () => local() + offsetMs,
        logger: createLogger('error', () => {}),
      });
      const { signal } = new AbortController();
      for (tick = 0; tick < 12; tick += 1) {
        aheadMs = tick >= 4 && tick < 8 ? stepMs : 0;
        if (ofBackend) offsetMs = aheadMs;
        // The agent's own step is known only after the next answer.
        else {
          const lateBy = isCorrected ? 0 : 1;
          const isKnown = tick >= 4 + lateBy && tick < 8 + lateBy;
          offsetMs = isKnown ? -stepMs : 0;
        }
        const nowMs = local() + offsetMs;
        await runner.round(Math.floor(nowMs / 30_000) * 30_000, signal);
      }
      expect(gaps).toEqual([]);
      // One request in each round after the first sight, and none of them twice.
      const counted = slots
        .flatMap(slot => slot.requests)
        .reduce((sum, row) => sum + row.codes[200], 0);
      expect(counted).toBe(11);
    },
  );
});
