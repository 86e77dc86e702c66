import fc from 'fast-check';
import { readScenario } from '../scenario/readScenario';
import { hashUnit } from './hashUnit';
import { RunningTotals } from './RunningTotals';
import { splitCount } from './splitCount';
import { Truth, truthForWindow } from './Truth';
import { BLOCK_MS, SLOT_MS, type World } from './World';

const scenario = readScenario();
const startMs = Date.UTC(2026, 10, 18, 12, 0, 0);
const world: World = { scenario, seed: 7, startMs };
const truth = new Truth(world);

const sum = (numbers: Iterable<number>) =>
  [...numbers].reduce((a, b) => a + b, 0);
const routeId = fc.constantFrom(...scenario.routes.map(route => route.id));
/** Blocks from 40 days before the start to 2 days after it. */
const block = fc
  .integer({ min: -40 * 288, max: 2 * 288 })
  .map(n => startMs + n * BLOCK_MS);

describe('hashUnit', () => {
  it('is spread evenly over 0 to 1 and depends on every argument', () => {
    const values = Array.from({ length: 20_000 }, (_, i) =>
      hashUnit(1, i, 2, 3),
    );
    const tenths = Array.from({ length: 10 }, () => 0);
    values.forEach(value => (tenths[Math.floor(value * 10)] += 1));
    // 2,000 expected in each; five standard deviations are 212.
    for (const count of tenths)
      expect(Math.abs(count - 2000)).toBeLessThan(212);
    const variants = [
      hashUnit(1, 2, 3, 4),
      hashUnit(2, 2, 3, 4),
      hashUnit(1, 3, 3, 4),
      hashUnit(1, 2, 4, 4),
      hashUnit(1, 2, 3, 5),
    ];
    expect(new Set(variants).size).toBe(5);
  });
});

describe('splitCount', () => {
  it('gives whole parts that add up, each within one of its share', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 })
      .filter(w => sum(w) > 0);
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        weights,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, w, offset) => {
          const shares = w.map(x => x / sum(w));
          const parts = splitCount(n, shares, offset);
          expect(sum(parts)).toBe(n);
          parts.forEach((part, i) => {
            expect(part).toBeGreaterThanOrEqual(0);
            expect(Math.abs(part - n * shares[i])).toBeLessThan(1.001);
          });
        },
      ),
    );
  });
});

describe('RouteTruth', () => {
  it('has slots that add up to their block', () => {
    fc.assert(
      fc.property(routeId, block, (id, blockMs) => {
        const route = truth.route(id);
        const slots = Array.from({ length: 10 }, (_, i) =>
          route.cellsInSlot(blockMs + i * SLOT_MS),
        );
        const added = route
          .cellsInBlock(blockMs)
          .map((_, cell) => sum(slots.map(s => s[cell])));
        expect(added).toEqual(route.cellsInBlock(blockMs));
        for (const slot of slots) expect(Math.min(0, ...slot)).toBe(0);
      }),
    );
  });

  it('depends on the seed and the time alone, whatever was asked before', () => {
    const again = new Truth(world).route('shop-api');
    const other = new Truth({ ...world, seed: 8 }).route('shop-api');
    const blocks = [5, -3, 100].map(n => startMs + n * BLOCK_MS);
    const of = (route: typeof again) =>
      blocks.map(b => [...route.cellsInBlock(b)]);
    expect(of(again)).toEqual(of(truth.route('shop-api')));
    expect(of(other)).not.toEqual(of(again));
  });

  it('adds windows up', () => {
    const edges = fc
      .tuple(block, fc.nat(200), fc.nat(200))
      .map(([b, m, n]) => [b, b + m * SLOT_MS, b + (m + n) * SLOT_MS]);
    fc.assert(
      fc.property(routeId, edges, (id, [from, middle, to]) => {
        const route = truth.route(id);
        const first = route.cellsInWindow(from, middle);
        const second = route.cellsInWindow(middle, to);
        expect(route.cellsInWindow(from, to)).toEqual(
          first.map((n, i) => n + second[i]),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives nothing for a route that nobody calls', () => {
    expect(truth.requestsInSlot('legacy', startMs).total).toBe(0);
  });

  it('calls as often as the scenario says, over a week', () => {
    const weekMs = 7 * 86_400_000;
    const { total } = truth.requestsInWindow(
      ['ops-alerts'],
      startMs - weekMs,
      startMs,
    );
    const { requestsPerSecond, weekendFactor } = scenario.routes.find(
      r => r.id === 'ops-alerts',
    )!.traffic!;
    const expected = requestsPerSecond * 86_400 * (5 + 2 * weekendFactor);
    expect(Math.abs(total / expected - 1)).toBeLessThan(0.01);
  });

  it('shows a fault in its window and not beside it', () => {
    const fault = scenario.faults.find(f => f.routes.includes('shop-api'))!;
    const fromMs =
      startMs -
      (fault as { startedMinutesAgo: number }).startedMinutesAgo * 60_000;
    const toMs = fromMs + fault.durationMinutes * 60_000;
    const badShare = (from: number, to: number) => {
      const { bad, total } = truthForWindow(world, {
        host: 'shop.example.com',
        path: '/api',
        fromMs: from,
        toMs: to,
      });
      return bad / total;
    };
    expect(badShare(fromMs, toMs)).toBeCloseTo(0.08 + 0.92 * 0.004, 2);
    expect(badShare(fromMs - 3_600_000, fromMs)).toBeLessThan(0.01);
    expect(badShare(toMs, toMs + 3_600_000)).toBeLessThan(0.01);
  });

  it('has a fault within ten minutes of the start, and not before the start', () => {
    const badIn = (from: number, to: number) => {
      const { bad, total } = truth.requestsInWindow(['shop-search'], from, to);
      return bad / total;
    };
    expect(badIn(startMs - 3_600_000, startMs)).toBeLessThan(0.02);
    expect(badIn(startMs + 300_000, startMs + 900_000)).toBeGreaterThan(0.3);
    expect(badIn(startMs + 900_000, startMs + 1_800_000)).toBeLessThan(0.02);
    expect(badIn(startMs + 2_100_000, startMs + 2_700_000)).toBeGreaterThan(
      0.3,
    );
  });
});

describe('Truth', () => {
  it('counts every request once by code, method and latency', () => {
    fc.assert(
      fc.property(routeId, block, (id, blockMs) => {
        const counts = truth.requestsInSlot(id, blockMs);
        expect(sum(Object.values(counts.codes))).toBe(counts.total);
        expect(sum(Object.values(counts.methods))).toBe(counts.total);
        expect(sum(counts.latency.counts)).toBe(counts.total);
        const bad = Object.entries(counts.codes).filter(
          ([code]) => code >= '500',
        );
        expect(sum(bad.map(([, n]) => n))).toBe(counts.bad);
      }),
    );
  });

  it('adds windows up whatever their edges', () => {
    const edges = fc.array(fc.integer({ min: -400_000, max: 400_000 }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(routeId, edges, (id, offsets) => {
        const [a, b, c] = offsets.sort((x, y) => x - y).map(o => startMs + o);
        const total = (fromMs: number, toMs: number) =>
          truth.requestsInWindow([id], fromMs, toMs).total;
        expect(total(a, b) + total(b, c)).toBe(total(a, c));
      }),
    );
  });

  it('adds up the paths of a host', () => {
    const window = { fromMs: startMs - 3_600_000, toMs: startMs };
    const paths = scenario.routes
      .filter(r => r.host === 'shop.example.com')
      .map(r => r.path);
    const all = truthForWindow(world, {
      host: 'shop.example.com',
      ...window,
    }).total;
    expect(
      sum(
        paths.map(
          path =>
            truthForWindow(world, { host: 'shop.example.com', path, ...window })
              .total,
        ),
      ),
    ).toBe(all);
  });
});

describe('RunningTotals', () => {
  const originMs = startMs - 7 * SLOT_MS;

  it('differ by exactly the slots between two times', () => {
    fc.assert(
      fc.property(routeId, fc.nat(100), fc.nat(100), (id, m, n) => {
        const totals = new RunningTotals(truth.route(id), originMs);
        const fromMs = originMs + m * SLOT_MS;
        const toMs = fromMs + n * SLOT_MS;
        const before = totals.at(fromMs);
        const after = totals.at(toMs);
        expect(after.map((count, i) => count - before[i])).toEqual(
          truth.route(id).cellsInWindow(fromMs, toMs),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('never fall while time goes on, and are the same on the way back', () => {
    fc.assert(
      fc.property(
        routeId,
        fc.array(fc.nat(600_000), { minLength: 2, maxLength: 12 }),
        (id, offsets) => {
          const totals = new RunningTotals(truth.route(id), originMs);
          const times = [...offsets]
            .sort((a, b) => a - b)
            .map(offset => originMs + offset);
          const readings = times.map(time => totals.at(time));
          for (let i = 1; i < readings.length; i++)
            expect(
              readings[i].every(
                (count, cell) => count >= readings[i - 1][cell],
              ),
            ).toBe(true);
          expect(totals.at(times[0])).toEqual(readings[0]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
