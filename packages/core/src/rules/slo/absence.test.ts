import { ABSENCE_MS, judgeAbsence } from './absence';

type Input = Parameters<typeof judgeAbsence>[0];

/** No request within half an hour, though there were 80 the day before. */
function judge(
  change: {
    recent?: Partial<Input['recent']>;
    dayBefore?: Partial<Input['dayBefore']>;
  } & Partial<Pick<Input, 'isWatched' | 'evidence'>> = {},
) {
  const { recent, dayBefore, ...more } = change;
  return judgeAbsence({
    entity: 'prod/_/domain/shop.example.com',
    recent: { total: 0, coveredFraction: 1, ...recent },
    dayBefore: { total: 80, coveredFraction: 1, ...dayBefore },
    guards: { minimumRequests: 50, minimumCoveredFraction: 0.5 },
    isWatched: true,
    ...more,
  });
}

describe('judgeAbsence', () => {
  it('misses traffic that was there the day before, and says how much', () => {
    expect(judge({ evidence: { clusters: ['prod'] } })).toEqual({
      entity: 'prod/_/domain/shop.example.com',
      verdict: 'broken',
      value: 0,
      threshold: 0,
      windowMs: ABSENCE_MS,
      reason: 'absent',
      evidence: { clusters: ['prod'], expected: 80 },
    });
  });

  it('is well once there is a request again', () => {
    expect(judge({ recent: { total: 1 } })).toBeUndefined();
  });

  it('does not know of traffic in part of what it is about', () => {
    const finding = judge({ recent: { total: 1 }, isWatched: false });
    expect(finding).toMatchObject({ verdict: 'unknown', value: 1 });
  });

  it('does not take silence for recovery, a day later or at night', () => {
    const finding = judge({ dayBefore: { total: 0 } });
    expect(finding).toMatchObject({ verdict: 'unknown' });
  });

  it.each([
    [
      'just enough was observed lately',
      { recent: 0.5, dayBefore: 1 },
      'broken',
    ],
    [
      'too little was observed lately',
      { recent: 0.49, dayBefore: 1 },
      'unknown',
    ],
    [
      'too little was the day before',
      { recent: 1, dayBefore: 0.49 },
      'unknown',
    ],
  ])('where %s', (_, covered, verdict) => {
    const finding = judge({
      recent: { coveredFraction: covered.recent },
      dayBefore: { coveredFraction: covered.dayBefore },
    });
    expect(finding).toMatchObject({ verdict });
  });
});
