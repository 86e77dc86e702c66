/**
 * One multi-window burn-rate rule: it fires while the burn rates of both windows are at least
 * `factor`. The long window says that the loss matters, the short one that it still goes on.
 */
export type BurnRule = {
  longMs: number;
  shortMs: number;
  factor: number;
  /** `fast` makes a status critical, `slow` warning. */
  severity: 'fast' | 'slow';
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Rules of each window. A row spends `budgetShare` of the window's budget within its long window:
 * factor = share × window ÷ long.
 *
 * 30 days: SRE Workbook, chapter 5, table 5-8 and "6: Multiwindow, Multi-Burn-Rate Alerts"
 * (https://sre.google/workbook/alerting-on-slos/): 2 % in 1 h, 5 % in 6 h, 10 % in 3 d; the row of
 * 10 % in 1 d is the one that Prometheus rule generators add between them. The Workbook has no rows
 * for shorter windows. Those are ours: the same long windows as far as they fit, with shares that
 * keep every factor reachable at the default objectives (a burn rate is at most 1 ÷ (1 − objective):
 * 20 at 95 %, 25 at 96 %).
 */
export const DEFAULT_BURN_RULES: Readonly<
  Record<'1d' | '7d' | '30d', readonly BurnRule[]>
> = {
  '30d': [
    toRule(30 * DAY_MS, 0.02, HOUR_MS, 5 * MINUTE_MS, 'fast'),
    toRule(30 * DAY_MS, 0.05, 6 * HOUR_MS, 30 * MINUTE_MS, 'fast'),
    toRule(30 * DAY_MS, 0.1, DAY_MS, 2 * HOUR_MS, 'slow'),
    toRule(30 * DAY_MS, 0.1, 3 * DAY_MS, 6 * HOUR_MS, 'slow'),
  ],
  '7d': [
    toRule(7 * DAY_MS, 0.08, HOUR_MS, 5 * MINUTE_MS, 'fast'),
    toRule(7 * DAY_MS, 0.2, 6 * HOUR_MS, 30 * MINUTE_MS, 'fast'),
    toRule(7 * DAY_MS, 0.4, DAY_MS, 2 * HOUR_MS, 'slow'),
  ],
  '1d': [
    toRule(DAY_MS, 0.3, HOUR_MS, 5 * MINUTE_MS, 'fast'),
    toRule(DAY_MS, 0.5, 6 * HOUR_MS, 30 * MINUTE_MS, 'slow'),
  ],
};

function toRule(
  windowMs: number,
  budgetShare: number,
  longMs: number,
  shortMs: number,
  severity: BurnRule['severity'],
): BurnRule {
  // 15 digits take off what binary fractions add: 0.02 × 720 is 14.4.
  const factor = Number(((budgetShare * windowMs) / longMs).toPrecision(15));
  return { longMs, shortMs, factor, severity };
}

/** Why a rule can never work for a target; `undefined` if it can. */
export function burnRuleProblem(
  rule: BurnRule,
  context: { windowMs: number; availabilityFraction: number },
): string | undefined {
  if (rule.shortMs >= rule.longMs) {
    return 'its short window must be shorter than its long one';
  }
  if (rule.longMs > context.windowMs) {
    return 'its long window must not be longer than the window of the target';
  }
  const highest = 1 / (1 - context.availabilityFraction);
  return rule.factor > highest
    ? `a burn rate of ${
        rule.factor
      } cannot be reached: with every request bad it is ${Number(
        highest.toPrecision(6),
      )}`
    : undefined;
}

/** Requests of one stretch of time, and how much of it was observed. */
export type WindowCounts = {
  total: number;
  bad: number;
  /** 0–1. */
  coveredFraction: number;
};

/** What must be known before anything is judged. */
export type JudgementGuards = {
  /** Fewer requests say nothing. */
  minimumRequests: number;
  /** Less of a window observed says nothing about it, 0–1. */
  minimumCoveredFraction: number;
};

/**
 * Bad requests over those that the target allows; 1 spends the budget exactly within its window.
 * `undefined` without requests.
 */
export function burnRateOf(
  counts: Pick<WindowCounts, 'total' | 'bad'>,
  availabilityFraction: number,
): number | undefined {
  return counts.total > 0
    ? counts.bad / counts.total / (1 - availabilityFraction)
    : undefined;
}

/**
 * Whether a rule fires: `undefined` while it cannot be judged, because either window was not observed
 * enough, or both burn but the long one has too few requests. An alert that fires is not taken back
 * then. A short window that was observed and had no request does not burn.
 *
 * Few requests keep a rule from firing and not from recovering: else an alert of the day would stay
 * through every quiet night, or for good where traffic stays low.
 */
export function isBurning(input: {
  rule: BurnRule;
  long: WindowCounts;
  short: WindowCounts;
  availabilityFraction: number;
  guards: JudgementGuards;
}): boolean | undefined {
  const { rule, long, short, availabilityFraction, guards } = input;
  const windows = [long, short];
  const observed = windows.every(
    counts => counts.coveredFraction >= guards.minimumCoveredFraction,
  );
  if (!observed) return undefined;
  const burns = windows.every(
    counts => (burnRateOf(counts, availabilityFraction) ?? 0) >= rule.factor,
  );
  return burns && long.total < guards.minimumRequests ? undefined : burns;
}
