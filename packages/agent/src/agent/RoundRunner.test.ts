import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../Logger';
import { Concentrator } from '../slots/Concentrator';
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

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-rounds-'));
    clock = new ManualClock(START_MS + 1_000);
    offsetMs = 0;
    const nowMs = () => clock.nowMs() + offsetMs;
    store = StateStore.open(directory, { maxSpoolBytes: 1e6, nowMs });
    rounds = new RoundRunner({
      store,
      concentrator: new Concentrator(),
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
