import fc from 'fast-check';
import { Ring } from './Ring';

const MINUTE = 60_000;
const START = 1_700_000_040_000;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Samples within the last hour before `START + 1 h`, in any order. */
const samplesOfAnHour = fc.array(
  fc.record({
    timeMs: fc.integer({ min: START, max: START + 60 * MINUTE - 1 }),
    value: fc.integer({ min: 0, max: 1_000_000 }),
  }),
  { maxLength: 200 },
);
const anySamples = fc.array(
  fc.record({
    timeMs: fc.integer({ min: 0, max: START * 2 }),
    value: fc.double({ min: 0, max: 1e12, noNaN: true }),
  }),
  { maxLength: 200 },
);

function fill(samples: readonly { timeMs: number; value: number }[]): Ring {
  const ring = new Ring();
  samples.forEach(({ timeMs, value }) => ring.add(timeMs, value));
  return ring;
}

describe('Ring', () => {
  it('loses no sample of the hour it holds', () => {
    fc.assert(
      fc.property(samplesOfAnHour, samples => {
        const series = fill(samples).series();
        expect(sum(series.map(b => b.sum))).toBe(
          sum(samples.map(s => s.value)),
        );
        expect(sum(series.map(b => b.count))).toBe(samples.length);
        expect(Math.max(0, ...series.map(b => b.max))).toBe(
          Math.max(0, ...samples.map(s => s.value)),
        );
      }),
    );
  });

  it('does not depend on the order within that hour', () => {
    fc.assert(
      fc.property(samplesOfAnHour, samples => {
        expect(fill([...samples].reverse()).series()).toEqual(
          fill(samples).series(),
        );
      }),
    );
  });

  it('never holds more than 60 buckets, rising, aligned, within one hour', () => {
    fc.assert(
      fc.property(anySamples, samples => {
        const starts = fill(samples)
          .series()
          .map(b => b.startMs);
        expect(starts.length).toBeLessThanOrEqual(60);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        expect(starts.every(ms => ms % MINUTE === 0)).toBe(true);
        const [first = 0] = starts;
        const last = starts[starts.length - 1] ?? first;
        expect(last - first).toBeLessThan(60 * MINUTE);
      }),
    );
  });

  it('has no mean above the greatest', () => {
    fc.assert(
      fc.property(anySamples, samples => {
        for (const { sum: total, count, max } of fill(samples).series()) {
          expect(total / count).toBeLessThanOrEqual(max * (1 + 1e-12));
        }
      }),
    );
  });

  it('forgets what is an hour older than the newest', () => {
    const ring = fill([{ timeMs: START, value: 1 }]);
    ring.add(START + 59 * MINUTE, 2);
    expect(ring.series().map(b => b.sum)).toEqual([1, 2]);
    ring.add(START + 60 * MINUTE, 3);
    expect(ring.series().map(b => b.sum)).toEqual([2, 3]);
    ring.add(START, 4);
    expect(ring.series().map(b => b.sum)).toEqual([2, 3]);
  });

  it('leaves gaps out', () => {
    const ring = fill([
      { timeMs: START, value: 1 },
      { timeMs: START + 5 * MINUTE, value: 3 },
    ]);
    expect(ring.series()).toEqual([
      { startMs: START, sum: 1, count: 1, max: 1 },
      { startMs: START + 5 * MINUTE, sum: 3, count: 1, max: 3 },
    ]);
  });

  it('goes on when the clock is set back', () => {
    const back = fill([{ timeMs: START, value: 1 }]);
    back.add(START - 10 * MINUTE, 2);
    expect(back.series().map(b => b.sum)).toEqual([2, 1]);
    // By a day: the hour that was in the future is gone.
    back.add(START - 1_440 * MINUTE, 3);
    expect(back.series()).toEqual([
      { startMs: START - 1_440 * MINUTE, sum: 3, count: 1, max: 3 },
    ]);
  });

  it.each([NaN, Infinity, -Infinity])('takes %d for no sample', value => {
    expect(fill([{ timeMs: START, value }]).series()).toEqual([]);
  });
});
