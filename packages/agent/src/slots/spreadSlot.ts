import {
  SLOT_DURATIONS_MS,
  BASE_SLOT_MS,
  type RequestRow,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, planLevels } from '@atlhyper/core';

/**
 * Slots for what was counted between two scrapes far apart (the agent was stopped): the counts are
 * spread evenly over the time between, in slots as long as fit, so that an outage of an hour is
 * not a peak in its last half minute. The counts of all slots add up to exactly those given.
 *
 * How much of them belongs to which part of the time is not known. So all slots begin to cover where
 * the whole does: whoever must leave out what another agent counted takes all of them or none.
 *
 * `endMs` is the end of the last slot, a multiple of 30 s; without any time to spread over all
 * falls into the one slot before it.
 */
export function spreadSlot(input: {
  requests: readonly RequestRow[];
  coversFromMs: number;
  coversThroughMs: number;
  endMs: number;
}): Slot[] {
  const { requests, coversFromMs, coversThroughMs, endMs } = input;
  const fromMs = Math.min(
    alignDown(coversFromMs, BASE_SLOT_MS),
    endMs - BASE_SLOT_MS,
  );
  const units = (endMs - fromMs) / BASE_SLOT_MS;
  const spans = planLevels({
    fromMs,
    toMs: endMs,
    levels: SLOT_DURATIONS_MS,
  }).flatMap(range => {
    const starts: { startMs: number; durationMs: number }[] = [];
    for (let ms = range.fromMs; ms < range.toMs; ms += range.levelMs) {
      starts.push({ startMs: ms, durationMs: range.levelMs });
    }
    return starts;
  });
  return spans.map(({ startMs, durationMs }, index) => {
    const first = (startMs - fromMs) / BASE_SLOT_MS;
    const share = (count: number) =>
      countBefore(count, units, first + durationMs / BASE_SLOT_MS) -
      countBefore(count, units, first);
    const isLast = index === spans.length - 1;
    return {
      startMs,
      durationMs: durationMs as Slot['durationMs'],
      coversFromMs,
      coversThroughMs: isLast
        ? coversThroughMs
        : clamp(startMs + durationMs, input),
      requests: requests
        .map(row => shareOfRow(row, share, durationMs / (endMs - fromMs)))
        .filter(hasCounts),
      nodes: [],
    };
  });
}

/** Of `count` things spread evenly over `units`: how many lie in the first `i` units. */
function countBefore(count: number, units: number, i: number): number {
  const rest = count % units;
  return ((count - rest) / units) * i + Math.floor((rest * i) / units);
}

function clamp(
  ms: number,
  covered: { coversFromMs: number; coversThroughMs: number },
): number {
  return Math.min(Math.max(ms, covered.coversFromMs), covered.coversThroughMs);
}

function shareOfRow(
  row: RequestRow,
  share: (count: number) => number,
  fraction: number,
): RequestRow {
  const shareAll = (counts: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(counts)
        .map(([key, count]) => [key, share(count)] as const)
        .filter(([, count]) => count > 0),
    );
  return {
    series: row.series,
    codes: shareAll(row.codes),
    methods: shareAll(row.methods),
    ...(row.latency && {
      latency: {
        boundsMs: row.latency.boundsMs,
        counts: row.latency.counts.map(share),
        sumMs: row.latency.sumMs * fraction,
      },
    }),
    ...(row.mesh && {
      mesh: {
        started: share(row.mesh.started),
        failed: share(row.mesh.failed),
        secured: share(row.mesh.secured),
      },
    }),
  };
}

function hasCounts(row: RequestRow): boolean {
  return (
    Object.keys(row.codes).length > 0 ||
    // Requests without a response have no code.
    Object.values(row.mesh ?? {}).some(count => count > 0) ||
    row.latency?.counts.some(count => count > 0) === true
  );
}
