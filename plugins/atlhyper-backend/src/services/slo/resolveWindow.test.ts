import { LEVELS_MS } from '../../levels';
import { resolveHistory, resolveWindow } from './resolveWindow';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LEVELS = [
  { levelMs: LEVELS_MS.raw, keepMs: 48 * HOUR_MS },
  { levelMs: LEVELS_MS.fiveMinutes, keepMs: 35 * DAY_MS },
  { levelMs: LEVELS_MS.oneHour, keepMs: 90 * DAY_MS },
  { levelMs: LEVELS_MS.oneDay, keepMs: 400 * DAY_MS },
];
// 2026-11-20 10:17:42 UTC.
const NOW_MS = Date.UTC(2026, 10, 20, 10, 17, 42);

describe('resolveWindow', () => {
  it('ends at the next 30 s, so that the newest slot counts', () => {
    const { toMs } = resolveWindow({
      window: '1d',
      nowMs: NOW_MS,
      levels: LEVELS,
    });
    expect(toMs).toBe(Date.UTC(2026, 10, 20, 10, 18, 0));
  });

  it('ends now where now is a multiple of 30 s', () => {
    const nowMs = Date.UTC(2026, 10, 20, 10, 17, 30);
    const { toMs } = resolveWindow({ window: '1d', nowMs, levels: LEVELS });
    expect(toMs).toBe(nowMs);
  });

  it('is exactly a day long where 30 s buckets are kept', () => {
    const { fromMs, ranges } = resolveWindow({
      window: '1d',
      nowMs: NOW_MS,
      levels: LEVELS,
    });
    expect(fromMs).toBe(Date.UTC(2026, 10, 19, 10, 18, 0));
    expect(ranges).toEqual([
      range('30 s', [19, 10, 18], [19, 10, 20]),
      range('5 min', [19, 10, 20], [19, 11, 0]),
      range('1 h', [19, 11, 0], [20, 10, 0]),
      range('5 min', [20, 10, 0], [20, 10, 15]),
      range('30 s', [20, 10, 15], [20, 10, 18]),
    ]);
  });

  it('begins at the 5 min before where only such buckets are kept', () => {
    const { fromMs, ranges } = resolveWindow({
      window: '7d',
      nowMs: NOW_MS,
      levels: LEVELS,
    });
    expect(fromMs).toBe(Date.UTC(2026, 10, 13, 10, 15, 0));
    expect(ranges).toEqual([
      range('5 min', [13, 10, 15], [13, 11, 0]),
      range('1 h', [13, 11, 0], [14, 0, 0]),
      range('1 d', [14, 0, 0], [20, 0, 0]),
      range('1 h', [20, 0, 0], [20, 10, 0]),
      range('5 min', [20, 10, 0], [20, 10, 15]),
      range('30 s', [20, 10, 15], [20, 10, 18]),
    ]);
  });

  it('puts the period before in front, in the buckets that are kept of it', () => {
    const { fromMs, previous } = resolveWindow({
      window: '30d',
      nowMs: NOW_MS,
      levels: LEVELS,
    });
    expect(fromMs).toBe(Date.UTC(2026, 9, 21, 10, 15, 0));
    expect(previous.toMs).toBe(fromMs);
    // 60 days ago only hours are kept.
    expect(previous.fromMs).toBe(Date.UTC(2026, 8, 21, 10, 0, 0));
    expect(previous.ranges[0].levelMs).toBe(HOUR_MS);
  });

  it.each(['1d', '7d', '30d'] as const)(
    'reads %s from adjacent ranges that are all still kept',
    window => {
      for (let offsetMs = 0; offsetMs < DAY_MS; offsetMs += 1_234_567) {
        const nowMs = NOW_MS + offsetMs;
        const span = resolveWindow({ window, nowMs, levels: LEVELS });
        for (const { fromMs, toMs, ranges } of [span, span.previous]) {
          expect(ranges[0].fromMs).toBe(fromMs);
          expect(ranges[ranges.length - 1].toMs).toBe(toMs);
          ranges.forEach((r, i) => {
            expect(r.fromMs).toBe(i === 0 ? fromMs : ranges[i - 1].toMs);
            const level = LEVELS.find(l => l.levelMs === r.levelMs)!;
            expect(nowMs - r.fromMs).toBeLessThanOrEqual(
              level.keepMs + level.levelMs,
            );
          });
        }
      }
    },
  );
});

describe('resolveHistory', () => {
  it.each([
    ['1d', 5 * MINUTE_MS, 5 * MINUTE_MS, 289],
    ['7d', HOUR_MS, HOUR_MS, 169],
    ['30d', 6 * HOUR_MS, HOUR_MS, 121],
  ] as const)(
    'divides %s into equal buckets, the last one unfinished',
    (window, bucketMs, levelMs, points) => {
      const span = resolveHistory({ window, nowMs: NOW_MS, levels: LEVELS });
      expect(span.bucketMs).toBe(bucketMs);
      expect(span.range.levelMs).toBe(levelMs);
      expect(span.fromMs % bucketMs).toBe(0);
      expect(Math.ceil((span.toMs - span.fromMs) / bucketMs)).toBe(points);
    },
  );
});

type DayAndTime = [day: number, hour: number, minute: number];
const NAMES = {
  '30 s': LEVELS_MS.raw,
  '5 min': LEVELS_MS.fiveMinutes,
  '1 h': LEVELS_MS.oneHour,
  '1 d': LEVELS_MS.oneDay,
};

/** A range within November 2026. */
function range(name: keyof typeof NAMES, from: DayAndTime, to: DayAndTime) {
  return {
    levelMs: NAMES[name],
    fromMs: Date.UTC(2026, 10, ...from),
    toMs: Date.UTC(2026, 10, ...to),
  };
}
