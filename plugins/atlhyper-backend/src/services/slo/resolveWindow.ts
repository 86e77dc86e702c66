import {
  SLO_WINDOWS,
  type SloView,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ReadSpan } from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  alignDown,
  alignUp,
  planLevels,
  type LevelRange,
} from '@atlhyper/core';
import { isRetained, type RetainedLevel } from '../../levels';

const DAY_MS = 86_400_000;

/** Length of each window. */
export const WINDOW_MS: Record<SloWindow, number> = {
  '1d': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
};

/** Length of the buckets of each window's history: at most 300 points. */
const HISTORY_BUCKET_MS: Record<SloWindow, number> = {
  '1d': 300_000,
  '7d': 3_600_000,
  '30d': 6 * 3_600_000,
};

/** A rolling window, and the one before it. */
export type WindowSpan = ReadSpan & { previous: ReadSpan };

/** Every window that a view needs judged: all of them, where each thing is judged by its own targets. */
export function resolveView(input: {
  view: SloView;
  nowMs: number;
  levels: readonly RetainedLevel[];
}): { window: SloWindow; span: WindowSpan }[] {
  const { view, ...at } = input;
  const windows = view === 'own' ? SLO_WINDOWS : [view];
  return windows.map(window => ({
    window,
    span: resolveWindow({ window, ...at }),
  }));
}

/**
 * The rolling window that ends now, and the one before it.
 *
 * `toMs` is now rounded up to 30 s, so that the newest slot counts. `fromMs` is `toMs` minus the
 * window, rounded down to the finest buckets that are still kept of that time: with the default
 * retention 30 s for `1d` and 5 min for `7d` and `30d`. So the window is its name long, or up to
 * one such bucket longer, and its figures are the exact sums of whole buckets. The period before
 * begins likewise and ends where the window begins.
 */
export function resolveWindow(input: {
  window: SloWindow;
  nowMs: number;
  levels: readonly RetainedLevel[];
}): WindowSpan {
  const { nowMs, levels } = input;
  const lengthMs = WINDOW_MS[input.window];
  const toMs = alignUp(nowMs, levels[0].levelMs);
  const fromMs = alignToKept(toMs - lengthMs, nowMs, levels);
  const beforeMs = alignToKept(fromMs - lengthMs, nowMs, levels);
  return {
    ...toSpan(fromMs, toMs, levels),
    windowMs: lengthMs,
    previous: toSpan(beforeMs, fromMs, levels),
  };
}

/** The buckets of a history, all of one length; the last may be unfinished. */
export type HistorySpan = {
  fromMs: number;
  toMs: number;
  bucketMs: number;
  range: LevelRange;
};

/**
 * The window's history: buckets of equal length, the first rounded down to its begin. The last
 * bucket holds now and ends, like the window, at now rounded up to 30 s. The history of the period
 * before has as many whole buckets and ends where the window's begins.
 */
export function resolveHistory(input: {
  window: SloWindow;
  period?: 'current' | 'previous';
  nowMs: number;
  levels: readonly RetainedLevel[];
}): HistorySpan {
  const { levels, window } = input;
  const bucketMs = HISTORY_BUCKET_MS[window];
  const levelMs = coarsestWithin(bucketMs, levels);
  const nowEndMs = alignUp(input.nowMs, levels[0].levelMs);
  const currentFromMs = alignDown(nowEndMs - WINDOW_MS[window], bucketMs);
  const isPrevious = input.period === 'previous';
  const toMs = isPrevious ? currentFromMs : nowEndMs;
  const fromMs = isPrevious ? currentFromMs - WINDOW_MS[window] : currentFromMs;
  return {
    fromMs,
    toMs,
    bucketMs,
    range: { levelMs, fromMs, toMs: alignUp(toMs, levelMs) },
  };
}

/**
 * The last `lengthMs` before now rounded up to 30 s, aligned like a window; `agoMs` moves it back.
 */
export function resolveStretch(input: {
  lengthMs: number;
  /** How long before now it ends. */
  agoMs?: number;
  nowMs: number;
  levels: readonly RetainedLevel[];
}): ReadSpan {
  const { lengthMs, agoMs = 0, nowMs, levels } = input;
  const endMs = alignUp(nowMs, levels[0].levelMs) - agoMs;
  const toMs = alignToKept(endMs, nowMs, levels);
  const fromMs = alignToKept(endMs - lengthMs, nowMs, levels);
  return toSpan(fromMs, toMs, levels);
}

function alignToKept(
  ms: number,
  nowMs: number,
  levels: readonly RetainedLevel[],
): number {
  const kept = levels.find(level => isRetained(level, ms, nowMs));
  return alignDown(ms, (kept ?? levels[levels.length - 1]).levelMs);
}

function toSpan(
  fromMs: number,
  toMs: number,
  levels: readonly RetainedLevel[],
): ReadSpan {
  const ranges = planLevels({
    fromMs,
    toMs,
    levels: levels.map(level => level.levelMs),
  });
  return { fromMs, toMs, ranges };
}

function coarsestWithin(
  bucketMs: number,
  levels: readonly RetainedLevel[],
): number {
  const fitting = levels.filter(level => bucketMs % level.levelMs === 0);
  return fitting[fitting.length - 1].levelMs;
}
