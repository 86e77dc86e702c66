import {
  averageReading,
  judgeNode,
  nodeKeyOf,
  usageReading,
  type Judgement,
  type NodeReading,
  type NodeRule,
} from '@atlhyper/core';
import { LEVELS_MS } from '../../levels';
import type { LatestStore, ReportingNode } from '../../stores/LatestStore';
import type {
  NodeReadingStore,
  StoredReading,
} from '../../stores/NodeReadingStore';
import { groupByNode, nodeKey } from '../nodes/groupByNode';
import type { ForecastService } from '../nodes/ForecastService';
import { STALE_AFTER_MS } from '../nodes/nodeState';

/** A bucket is judged once what was measured in it has come: slots end, and are pushed, within this. */
const GRACE_MS = 30_000;

/** How far back a round looks: rounds may be missed, and what was judged before is not judged again. */
export const LOOK_BACK_MS = 5 * 60_000;

/**
 * Judges nodes by all that was measured of them: averages of half minutes, which survive a restart and
 * are the same for every replica, since ingest keeps what they are made of.
 */
export class NodeJudge {
  constructor(
    private readonly options: {
      latest: LatestStore;
      readings: NodeReadingStore;
      forecasts: ForecastService;
      rules: readonly NodeRule[];
      /** How long what Kubernetes measured speaks of now. */
      cacheRetentionMs: number;
    },
  ) {}

  async judge(nowMs: number): Promise<Judgement[]> {
    const { latest, rules } = this.options;
    const reporting = await latest.listReporting();
    const readings = await this.readBuckets(nowMs);
    await this.addUsage(readings, reporting, nowMs);
    const forecasts = await this.forecastDisks(reporting, nowMs);
    return reporting.flatMap(({ clusterId, node }) => {
      const key = nodeKey({ clusterId, node });
      const diskFullMs = forecasts.get(key);
      const ofNode = (readings.get(key) ?? []).map(one => ({
        ...one,
        diskFullMs,
      }));
      const entity = nodeKeyOf({ cluster: clusterId, node });
      return judgeNode({ entity, readings: ofNode }, rules);
    });
  }

  /** Of the half minutes that are over, by node. */
  private async readBuckets(
    nowMs: number,
  ): Promise<Map<string, NodeReading[]>> {
    const lengthMs = LEVELS_MS.raw;
    const align = (ms: number) => Math.floor(ms / lengthMs) * lengthMs;
    const toMs = align(nowMs - GRACE_MS);
    const span = { fromMs: align(toMs - LOOK_BACK_MS), toMs };
    const found = await this.options.readings.read(span);
    const buckets = new Map<string, NodeReading[]>();
    for (const [key, ofNode] of groupByNode(found)) {
      const made: NodeReading[] = [];
      for (let fromMs = span.fromMs; fromMs < toMs; fromMs += lengthMs) {
        const inBucket = ofNode.filter(
          ({ reading: { atMs } }) => atMs >= fromMs && atMs < fromMs + lengthMs,
        );
        if (inBucket.length > 0) made.push(joinReadings(inBucket));
      }
      buckets.set(key, made);
    }
    return buckets;
  }

  /** Nodes without a collector are judged by what Kubernetes measured last. */
  private async addUsage(
    readings: Map<string, NodeReading[]>,
    reporting: readonly ReportingNode[],
    nowMs: number,
  ): Promise<void> {
    const silent = reporting.filter(
      one => one.isObject && nowMs - (one.lastReportMs ?? 0) > STALE_AFTER_MS,
    );
    for (const clusterId of new Set(silent.map(one => one.clusterId))) {
      const nodes = await this.options.latest.measureNodes({
        access: 'all',
        clusterId,
        usageFromMs: nowMs - this.options.cacheRetentionMs,
        snapshotFromMs: nowMs - STALE_AFTER_MS,
      });
      for (const { name, usage, snapshot, data } of nodes) {
        const key = nodeKey({ clusterId, node: name });
        if (usage && !snapshot && !readings.get(key)?.length) {
          readings.set(key, [usageReading(usage, data.capacity)]);
        }
      }
    }
  }

  /** Time until each file system of a node is forecast to be full, by node. */
  private async forecastDisks(
    reporting: readonly ReportingNode[],
    nowMs: number,
  ): Promise<Map<string, FullByMount>> {
    const found = new Map<string, FullByMount>();
    if (!this.options.rules.some(rule => rule.metric === 'diskFullMs')) {
      return found;
    }
    for (const clusterId of new Set(reporting.map(one => one.clusterId))) {
      const forecasts = await this.options.forecasts.forecastDisks(clusterId);
      for (const [node, disks] of forecasts) {
        if (disks.length === 0) continue;
        const full: Record<string, number | undefined> = {};
        for (const { mount = '', state, full: when } of disks) {
          if (when) full[mount] = Math.max(0, when.expectedMs - nowMs);
          // Not learnt is not clear.
          else if (state === 'unknown') full[mount] = undefined;
        }
        found.set(nodeKey({ clusterId, node }), full);
      }
    }
    return found;
  }
}

type FullByMount = NonNullable<NodeReading['diskFullMs']>;

/** The averages of all that the agent measured where they came, else of the snapshots that did. */
function joinReadings(found: readonly StoredReading[]): NodeReading {
  const readingsOf = (kind: StoredReading['kind']) =>
    found.filter(one => one.kind === kind).map(one => one.reading);
  const snapshots = readingsOf('snapshot');
  const [slot] = readingsOf('slot');
  if (snapshots.length === 0) return slot;
  const known = Object.entries(slot ?? {}).filter(
    ([, value]) => value !== undefined,
  );
  return { ...averageReading(snapshots), ...Object.fromEntries(known) };
}
