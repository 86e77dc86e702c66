import { CoverageBook } from './CoverageBook';

const MINUTE_MS = 60_000;
const NOW_MS = 1_000 * MINUTE_MS;

/** Minutes before now, as a stretch. */
const ago = (from: number, to: number) => ({
  fromMs: NOW_MS - from * MINUTE_MS,
  toMs: NOW_MS - to * MINUTE_MS,
});

function shareOfHour(
  coverage: Partial<ConstructorParameters<typeof CoverageBook>[0][number]>,
): number {
  const book = new CoverageBook([{ clusterId: 'a', gaps: [], ...coverage }]);
  return book.coveredFraction(['a'], NOW_MS - 60 * MINUTE_MS, NOW_MS) * 60;
}

describe('CoverageBook', () => {
  it.each([
    ['nothing', {}, 0],
    ['a live agent of long ago and now', { live: ago(600, 0) }, 60],
    ['a push that is on its way', { live: ago(600, 1) }, 60],
    ['an agent that fell silent', { live: ago(600, 20) }, 40],
    ['an agent that came half an hour ago', { live: ago(30, 0) }, 30],
    ['a history alone', { history: ago(600, 10) }, 50],
    [
      'a history that is still being loaded beside a new agent',
      { history: ago(9_000, 40), live: ago(2, 0) },
      22,
    ],
    [
      'a history that overlaps the live agent',
      { history: ago(600, 10), live: ago(20, 0) },
      60,
    ],
    [
      'gaps, also those that overlap each other or lie outside',
      {
        live: ago(600, 0),
        gaps: [ago(50, 40), ago(45, 35), ago(90, 80), ago(61, 59)],
      },
      44,
    ],
  ])('counts what was observed with %s', (_, coverage, minutes) => {
    expect(shareOfHour(coverage)).toBeCloseTo(minutes, 9);
  });

  it('takes the best observed of several clusters', () => {
    const book = new CoverageBook([
      { clusterId: 'old', live: ago(600, 0), gaps: [] },
      { clusterId: 'new', live: ago(6, 0), gaps: [] },
    ]);
    const from = NOW_MS - 60 * MINUTE_MS;
    expect(book.coveredFraction(['old', 'new'], from, NOW_MS)).toBe(1);
    expect(book.coveredFraction(['new', 'none'], from, NOW_MS)).toBe(0.1);
    expect(book.coveredFraction([], from, NOW_MS)).toBe(0);
  });

  it.each([
    ['live', { live: ago(600, 4) }, { stale: false, live: true }],
    ['silent', { live: ago(600, 6) }, { stale: true, live: false }],
    [
      'said to be covered for hours to come, by a clock that was ahead',
      { live: ago(600, -120) },
      { stale: true, live: false },
    ],
    ['a history', { history: ago(600, 1) }, { stale: false, live: false }],
    ['never heard of', {}, { stale: false, live: false }],
  ])('knows a cluster that is %s', (_, coverage, expected) => {
    const book = new CoverageBook([{ clusterId: 'a', gaps: [], ...coverage }]);
    expect({
      stale: book.isStale(['a'], NOW_MS),
      live: book.isLive(['a'], NOW_MS),
    }).toEqual(expected);
  });
});
