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
});
