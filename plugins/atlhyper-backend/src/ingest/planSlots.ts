import { setImmediate } from 'node:timers/promises';
import type {
  NodeRow,
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { LEVELS_MS, type RetainedLevel } from '../levels';
import type { StoredReading } from '../stores/NodeReadingStore';
import type { SlotPlan } from './PushBatch';
import {
  bucketShares,
  shareCounts,
  shareLatency,
  type BucketShare,
} from './bucketShares';
import { NodeSampleSet } from './NodeSampleSet';
import { countClasses, countMethods } from './requestCounts';
import { RequestSampleSet } from './RequestSampleSet';

/** Samples made before other work gets its turn: some ms. */
const SAMPLES_PER_TURN = 1_000;

/** Gauges are not kept finer than this. */
const FINEST_NODE_LEVEL_MS = 300_000;

/**
 * What the slots of one part add to every level that is kept.
 *
 * Requests go to all levels, where need be spread over finer buckets. Node figures are averages
 * and maxima, which cannot be spread: they go only to levels as long as their slot.
 */
export async function planSlots(
  slots: readonly Slot[],
  levels: readonly RetainedLevel[],
  nowMs: number,
): Promise<SlotPlan> {
  const requests = new RequestSampleSet();
  const nodes = new NodeSampleSet();
  const readings: StoredReading[] = [];
  const takeTurn = createTurns();
  for (const slot of slots) {
    const shares = bucketShares(slot, levels, nowMs);
    await takeTurn(shares.length);
    for (const row of slot.requests) {
      addRequestRow(requests, slot, row, shares);
      await takeTurn(shares.length);
    }
    const whole = shares.filter(
      share => share.levelMs >= Math.max(slot.durationMs, FINEST_NODE_LEVEL_MS),
    );
    for (const row of slot.nodes) {
      addNodeRow(nodes, row, whole);
      if (slot.durationMs <= LEVELS_MS.raw) readings.push(toReading(slot, row));
    }
  }
  return { requests: requests.toPlan(), nodes: nodes.toSamples(), readings };
}

/** Lets other work have its turn after every so many samples. */
function createTurns(): (samples: number) => Promise<void> {
  let made = 0;
  return async samples => {
    made += samples;
    if (made >= SAMPLES_PER_TURN) {
      made = 0;
      await setImmediate();
    }
  };
}

function addRequestRow(
  set: RequestSampleSet,
  slot: Slot,
  row: RequestRow,
  shares: readonly BucketShare[],
): void {
  const classes = countClasses(row.codes);
  const methods = countMethods(row.methods);
  const mesh = row.mesh && [
    row.mesh.failed,
    row.mesh.started,
    row.mesh.secured,
  ];
  const series = set.indexOfSeries(row.series, slot);
  const layout = row.latency && set.indexOfLayout(row.latency.boundsMs);
  for (const share of shares) {
    set.add({
      series,
      levelMs: share.levelMs,
      startMs: share.startMs,
      classes: shareCounts(classes, share),
      methods: shareCounts(methods, share),
      mesh: mesh && shareCounts(mesh, share),
      latency:
        row.latency && layout !== undefined
          ? { layout, ...shareLatency(row.latency, share) }
          : undefined,
    });
  }
}

function addNodeRow(
  set: NodeSampleSet,
  row: NodeRow,
  shares: readonly BucketShare[],
): void {
  for (const { levelMs, startMs } of shares) {
    const { node, metrics } = row;
    const filesystems =
      row.filesystems &&
      Object.fromEntries(row.filesystems.map(one => [one.mount, one.used]));
    set.add({ node, levelMs, startMs, metrics, filesystems });
  }
}

/** What rules look at of a slot, averaged over all that was measured in it. */
function toReading(slot: Slot, { node, metrics }: NodeRow): StoredReading {
  const mean = (gauge?: { sum: number; count: number }) =>
    gauge && gauge.sum / gauge.count;
  return {
    node,
    kind: 'slot',
    reading: {
      fromMs: slot.startMs,
      // Its last millisecond, so that it ends within its own bucket.
      atMs: slot.startMs + slot.durationMs - 1,
      cpuUsedFraction: mean(metrics.cpuUsedFraction),
      memoryUsedFraction: mean(metrics.memoryUsedFraction),
      cpuPressureFraction: mean(metrics.cpuPressureFraction),
      memoryPressureFraction: mean(metrics.memoryPressureFraction),
      ioPressureFraction: mean(metrics.ioPressureFraction),
      temperatureMaxCelsius: mean(metrics.temperatureMaxCelsius),
    },
  };
}
