import { crashLoopAt, oomKilledAt, schedulingAttempts } from './troubles';

const MINUTE = 60_000;
const at = (seconds: number) => crashLoopAt(0, seconds * 1_000);

describe('a container that crashes', () => {
  // Pulled for 4 s, runs for 12 s, waits 10 s, then 20 s, 40 s …
  it.each([
    [10, { restarts: 0, startedMs: 4_000, backOffs: 0 }],
    [16, { restarts: 0, startedMs: 4_000, endedMs: 16_000, backOffs: 1 }],
    [26, { restarts: 1, startedMs: 26_000, backOffs: 1 }],
    [37, { restarts: 1, startedMs: 26_000, backOffs: 1 }],
    [38, { restarts: 1, startedMs: 26_000, endedMs: 38_000, backOffs: 2 }],
    [57, { restarts: 1, startedMs: 26_000, endedMs: 38_000, backOffs: 3 }],
    [58, { restarts: 2, startedMs: 58_000, backOffs: 3 }],
  ])('after %i s', (seconds, state) => {
    expect(at(seconds)).toMatchObject(state);
  });

  it('waits for five minutes in the end', () => {
    const runs = new Set<number>();
    for (let minute = 60; minute < 120; minute++) {
      runs.add(crashLoopAt(0, minute * MINUTE).startedMs);
    }
    const starts = [...runs].sort((a, b) => a - b);
    expect(starts[5] - starts[4]).toBe(312_000);
  });

  it('never restarts, or is held back, less often than before', () => {
    let last = at(0);
    for (let second = 1; second < 3_000; second++) {
      const next = at(second);
      expect(next.restarts).toBeGreaterThanOrEqual(last.restarts);
      expect(next.backOffs).toBeGreaterThanOrEqual(last.backOffs);
      last = next;
    }
  });
});

it('a container that is killed was killed at the end of its run before', () => {
  expect(oomKilledAt(0, 39 * MINUTE)).toEqual({
    restarts: 0,
    startedMs: 4_000,
    backOffs: 0,
    backOffSinceMs: 4_000,
  });
  expect(oomKilledAt(0, 81 * MINUTE)).toEqual({
    restarts: 2,
    startedMs: 80 * MINUTE + 4_000,
    previous: {
      startedMs: 40 * MINUTE + 4_000,
      endedMs: 80 * MINUTE + 3_000,
    },
    backOffs: 0,
    backOffSinceMs: 4_000,
  });
});

it('a scheduler tries again every five minutes', () => {
  expect([0, 4, 5, 11].map(m => schedulingAttempts(0, m * MINUTE))).toEqual([
    1, 1, 2, 3,
  ]);
});
