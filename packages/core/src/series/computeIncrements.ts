import { countOf } from './histogramCount';
import { increaseOfHistogram } from './increaseOfHistogram';
import type { HistogramValue, ProcessScrape } from './types';

/** What is compared: one process's scrape with the one before it. */
export type IncrementsInput = {
  /** The last successful scrape of the same process; `undefined` if it was never scraped. */
  previous?: ProcessScrape;
  /** When the previous round of scrapes ran, whichever processes it found. */
  previousRoundMs?: number;
  current: ProcessScrape;
};

/** How many series each rule met, so that a caller can report what it lost or assumed. */
export type IncrementNotes = {
  /** Series that appeared in a process that was known, or in one that just started: count from 0. */
  births: number;
  /** Series whose value fell: the new value counts. */
  resets: number;
  /** Series of a process seen for the first time: baseline only, nothing counts. */
  firstSights: number;
  /** Series that were there before and are not now: their baseline is gone. */
  evictions: number;
};

/** Increments since the previous scrape; a series that did not move is left out. */
export type Increments = {
  counters: Map<string, number>;
  histograms: Map<string, HistogramValue>;
  notes: IncrementNotes;
  /** When the counting began: the previous scrape or the start; `undefined` at a first sight. */
  countedFromMs?: number;
};

/**
 * Increments of one process's counters and histograms between two scrapes.
 *
 * - The same process was scraped before: known series count their difference, new ones are born
 *   and count from 0, and a value below the previous one is a reset that counts the new value
 *   (what was counted between the last scrape and the reset is lost; nothing is counted twice).
 * - The process started after the previous round: everything counts from 0.
 * - Otherwise it is a first sight, which is a baseline and counts nothing.
 *
 * A histogram is one thing: see `increaseOfHistogram`. A series that is absent from `current` has no baseline any more, because the
 * caller passes `current` as the next `previous`: when it comes back it is a birth.
 */
export function computeIncrements(input: IncrementsInput): Increments {
  const { current } = input;
  const origin = originOf(input);
  const previous = origin === 'previous' ? input.previous : undefined;
  const notes = { births: 0, resets: 0, firstSights: 0, evictions: 0 };
  const counters = new Map<string, number>();
  const histograms = new Map<string, HistogramValue>();

  for (const [key, value] of current.counters) {
    const before = previous?.counters.get(key);
    if (!noteOrigin(notes, origin, before)) continue;
    const increment = increaseOf(before ?? 0, value, notes);
    if (increment > 0) counters.set(key, increment);
  }
  for (const [key, value] of current.histograms) {
    const before = previous?.histograms.get(key);
    if (!noteOrigin(notes, origin, before)) continue;
    const increment = histogramIncreaseOf(before, value, notes);
    if (countOf(increment) > 0) histograms.set(key, increment);
  }
  if (previous) {
    notes.evictions =
      countMissing(previous.counters, current.counters) +
      countMissing(previous.histograms, current.histograms);
  }
  const countedFromMs =
    origin === 'zero' ? current.startedMs : previous?.scrapedAtMs;
  return { counters, histograms, notes, countedFromMs };
}

type Origin = 'previous' | 'zero' | 'unknown';

/**
 * What the current values are measured from. A start time that differs but lies before the
 * previous scrape is the same process with an unsteady clock, so only a later one is a new start.
 */
function originOf(input: IncrementsInput): Origin {
  const { current, previous, previousRoundMs } = input;
  if (previous && previous.process === current.process) {
    const restarted =
      current.startedMs !== undefined &&
      previous.startedMs !== undefined &&
      current.startedMs !== previous.startedMs &&
      current.startedMs > previous.scrapedAtMs;
    return restarted ? 'zero' : 'previous';
  }
  const startedSince =
    current.startedMs !== undefined &&
    previousRoundMs !== undefined &&
    current.startedMs > previousRoundMs;
  return startedSince ? 'zero' : 'unknown';
}

/** Counts the rule that applies; `false` if the series only becomes a baseline. */
function noteOrigin(
  notes: IncrementNotes,
  origin: Origin,
  before: unknown,
): boolean {
  if (origin === 'unknown') {
    notes.firstSights += 1;
    return false;
  }
  if (before === undefined) notes.births += 1;
  return true;
}

function increaseOf(
  before: number,
  value: number,
  notes: IncrementNotes,
): number {
  if (value >= before) return value - before;
  notes.resets += 1;
  return value;
}

function histogramIncreaseOf(
  before: HistogramValue | undefined,
  value: HistogramValue,
  notes: IncrementNotes,
): HistogramValue {
  if (!before) return value;
  const increase = increaseOfHistogram(before, value);
  if (increase) return increase;
  notes.resets += 1;
  return value;
}

function countMissing(
  before: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): number {
  let missing = 0;
  for (const key of before.keys()) {
    if (!now.has(key)) missing += 1;
  }
  return missing;
}
