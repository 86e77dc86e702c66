import { createSteadyClock } from './Clock';

const HOUR_MS = 3_600_000;

describe('a steady clock', () => {
  let wallMs: number;
  let timerMs: number;
  let uptimeMs: number;
  let clock: ReturnType<typeof createSteadyClock>;
  const pass = (ms: number) => {
    wallMs += ms;
    timerMs += ms;
    uptimeMs += ms;
  };

  beforeEach(() => {
    [wallMs, timerMs, uptimeMs] = [1_800_000_000_000, 500.25, 7 * HOUR_MS];
    clock = createSteadyClock({
      nowMs: () => wallMs,
      timerMs: () => timerMs,
      uptimeMs: () => uptimeMs,
    });
  });

  it.each([45_000, -45_000, 30 * HOUR_MS, -30 * HOUR_MS])(
    'goes on as if the machine’s were not set by %i ms',
    stepMs => {
      pass(60_000);
      wallMs += stepMs;
      expect(clock.nowMs()).toBe(1_800_000_060_000);
      pass(30_000);
      expect(clock.nowMs()).toBe(1_800_000_090_000);
    },
  );

  it('counts the time in which the machine slept, once', () => {
    pass(60_000);
    wallMs += HOUR_MS;
    uptimeMs += HOUR_MS;
    expect(clock.nowMs()).toBe(1_800_000_060_000 + HOUR_MS);
    pass(1_000);
    expect(clock.nowMs()).toBe(1_800_000_061_000 + HOUR_MS);
  });

  it('runs as the machine does, unless it is set', () => {
    expect(Math.abs(createSteadyClock().nowMs() - Date.now())).toBeLessThan(
      1_000,
    );
  });
});
