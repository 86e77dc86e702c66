import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  averageReading,
  judgeNode,
  nodeKeyOf,
  usageReading,
  type Alert,
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
import type { DiskForecast, ForecastService } from '../nodes/ForecastService';
import { STALE_AFTER_MS } from '../nodes/nodeState';
import { eachCluster } from './eachCluster';

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
      logger: LoggerService;
    },
  ) {}

  async judge(active: readonly Alert[], nowMs: number): Promise<Judgement[]> {
    const { latest, rules } = this.options;
    const reporting = await latest.listReporting();
    const readings = await this.readBuckets(nowMs);
    await this.addUsage(readings, reporting, nowMs);
    const forecasts = await this.forecastDisks(reporting);
    const standIns = standInsOf(active);
    return reporting.flatMap(({ clusterId, node }) => {
      const key = nodeKey({ clusterId, node });
      const entity = nodeKeyOf({ cluster: clusterId, node });
      const disks = forecasts.get(key) ?? [];
      const diskFullMs = fullByMount(disks, nowMs, standIns.has(entity));
      const ofNode = (readings.get(key) ?? []).map(one => ({
        ...one,
        diskFullMs,
      }));
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
    const clusterIds = new Set(silent.map(one => one.clusterId));
    const add = async (clusterId: string) => {
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
    };
    const { logger } = this.options;
    await eachCluster(clusterIds, add, { logger, purpose: 'read the usage' });
  }

  /** By node; of a cluster that cannot be read nothing, so that nothing changes there. */
  private async forecastDisks(
    reporting: readonly ReportingNode[],
  ): Promise<Map<string, DiskForecast[]>> {
    const { rules, forecasts, logger } = this.options;
    const found = new Map<string, DiskForecast[]>();
    if (!rules.some(rule => rule.watch.metric === 'diskFullMs')) return found;
    const clusterIds = new Set(reporting.map(one => one.clusterId));
    const forecast = async (clusterId: string) => {
      const byNode = await forecasts.forecastDisks(clusterId);
      for (const [node, disks] of byNode) {
        found.set(nodeKey({ clusterId, node }), disks);
      }
    };
    const purpose = 'forecast the disks';
    await eachCluster(clusterIds, forecast, { logger, purpose });
    return found;
  }
}

/** Nodes with an alert of their fullest file system, from when nobody told them apart. */
function standInsOf(active: readonly Alert[]): ReadonlySet<string> {
  return new Set(
    active
      .filter(one => one.rule === 'diskFullMs' && one.part === undefined)
      .map(one => one.entity),
  );
}

/**
 * Time until each file system is full, by mount; `undefined` where nothing is known, of one where that
 * is not learnt yet. An alert that began before they were told apart goes on as it is, about the
 * first to be full, until it ends: else it would end and begin anew as that of a mount.
 */
function fullByMount(
  disks: readonly DiskForecast[],
  nowMs: number,
  isStandIn: boolean,
): NodeReading['diskFullMs'] {
  if (disks.length === 0) return undefined;
  const full: Record<string, number | undefined> = {};
  for (const { mount = '', state, full: when } of disks) {
    if (when) full[mount] = Math.max(0, when.expectedMs - nowMs);
    // Not learnt is not clear.
    else if (state === 'unknown') full[mount] = undefined;
  }
  const times = Object.values(full);
  if (!isStandIn || times.length === 0) return full;
  const known = times.filter(one => one !== undefined);
  return { '': known.length > 0 ? Math.min(...known) : undefined };
}

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
