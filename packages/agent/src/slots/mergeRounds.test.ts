import { mergeRounds } from './mergeRounds';
import { rowOf } from './slots.examples';

const slot = (fromMs: number, throughMs: number, startMs = 0) => ({
  startMs,
  durationMs: 30_000 as const,
  coversFromMs: fromMs,
  coversThroughMs: throughMs,
  requests: [rowOf('a', { 200: 1 })],
  nodes: [],
});

describe('rounds of a slot', () => {
  it('are one slot where each covers from where the one before ends', () => {
    expect(
      mergeRounds([slot(0, 5_000), slot(5_000, 10_000), slot(10_000, 30_000)]),
    ).toEqual([
      expect.objectContaining({
        startMs: 0,
        coversFromMs: 0,
        coversThroughMs: 30_000,
        requests: [expect.objectContaining({ codes: { 200: 3 } })],
      }),
    ]);
  });

  it.each([
    ['of two slots', [slot(0, 30_000), slot(30_000, 60_000, 30_000)]],
    ['with time between them', [slot(0, 5_000), slot(6_000, 10_000)]],
    ['of the same time', [slot(0, 30_000), slot(0, 30_000)]],
    ['there is none', []],
  ])('stay apart: %s', (_, slots) => {
    expect(mergeRounds(slots)).toEqual(slots);
  });
});
