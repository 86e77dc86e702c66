import type { NodeHistoryStore } from '../../stores/NodeHistoryStore';
import type {
  CapacityForecast,
  CapacityResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  alignDown,
  forecastCapacity,
  sumSeries,
  type CapacityForecastOf,
  type UsedSample,
} from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import { LEVELS_MS } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import type { Access, NodeCondition } from '../../stores/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { LatestStore, StoredNode } from '../../stores/LatestStore';
import { fullestDisk } from './nodeState';

/** What a trend is learnt from: long enough for a week to repeat, short enough to be of today. */
const LEARNT_FROM_MS = 30 * LEVELS_MS.oneDay;

/** A history changes once an hour; what is loaded later, as by a replay, is seen after this. */
const CACHED_MS = 600_000;

/** A forecast from 720 samples takes up to a millisecond. */
const NODES_PER_TURN = 10;

const RESOURCES = ['memory', 'disk'] as const;
type Resource = (typeof RESOURCES)[number];
type Series = Record<Resource, UsedSample[]>;

/** Answers when memory and disks run out. */
export class ForecastService {
  private readonly cache = new Map<
    string,
    { readMs: number; series: Promise<Map<string, Series>> }
  >();

  constructor(
    private readonly options: {
      latest: LatestStore;
      history: NodeHistoryStore;
      clusters: ClusterStore;
      clock: () => number;
    },
  ) {}

  /**
   * Of the nodes that the caller may see, each and together. To who may not see every node, an
   * unknown cluster has none.
   *
   * @throws NotFoundError for an unknown cluster
   */
  async getCapacity(query: {
    access?: Access<NodeCondition>;
    clusterId: string;
  }): Promise<CapacityResponse> {
    const { access, clusterId } = query;
    if (!access && !(await this.options.clusters.hasCluster(clusterId))) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
    const nodes = await this.options.latest.listNodes(query);
    const series = await this.readSeries(clusterId);
    const nowMs = this.options.clock();
    return {
      cluster: clusterId,
      forecasts: RESOURCES.map(resource => ({
        resource,
        ...forecastCapacity(sumOf(nodes, series, resource), nowMs),
      })),
      nodes: await mapInTurns(
        nodes,
        ({ node }) => ({
          node,
          forecasts: RESOURCES.map(
            (resource): CapacityForecast => ({
              resource,
              ...forecastCapacity(series.get(node)?.[resource] ?? [], nowMs),
            }),
          ),
        }),
        NODES_PER_TURN,
      ),
    };
  }

  /** Of the disks of each node of a cluster. */
  async forecastDisks(
    clusterId: string,
  ): Promise<Map<string, (CapacityForecastOf & { mount?: string })[]>> {
    const nowMs = this.options.clock();
    const series = await this.readSeries(clusterId);
    return new Map(
      await mapInTurns(
        [...series],
        ([node, { disk }]) =>
          [node, disk.length ? [forecastCapacity(disk, nowMs)] : []] as const,
        NODES_PER_TURN,
      ),
    );
  }

  /** Hourly averages of all nodes of a cluster; of whole hours only. */
  private async readSeries(clusterId: string): Promise<Map<string, Series>> {
    const nowMs = this.options.clock();
    const cached = this.cache.get(clusterId);
    if (cached && nowMs - cached.readMs < CACHED_MS) {
      return cached.series;
    }
    const series = this.loadSeries(clusterId, nowMs);
    this.cache.set(clusterId, { readMs: nowMs, series });
    // What failed is asked for again.
    series.catch(() => this.cache.delete(clusterId));
    return series;
  }

  private async loadSeries(
    clusterId: string,
    nowMs: number,
  ): Promise<Map<string, Series>> {
    const { latest, history } = this.options;
    const toMs = alignDown(nowMs, LEVELS_MS.oneHour);
    const range = {
      levelMs: LEVELS_MS.oneHour,
      fromMs: toMs - LEARNT_FROM_MS,
      toMs,
    };
    const found = new Map<string, Series>();
    for (const { node } of await latest.listNodes({ clusterId })) {
      const samples = await history.readUsed({ clusterId, node }, range);
      const of = (resource: Resource): UsedSample[] =>
        samples.flatMap(({ startMs, [resource]: usedFraction }) =>
          usedFraction === undefined ? [] : [{ atMs: startMs, usedFraction }],
        );
      found.set(node, { memory: of('memory'), disk: of('disk') });
    }
    return found;
  }
}

/** A node whose size is not known has no part in it. */
function sumOf(
  nodes: readonly StoredNode[],
  series: ReadonlyMap<string, Series>,
  resource: Resource,
): UsedSample[] {
  return sumSeries(
    nodes.flatMap(stored => {
      const samples = series.get(stored.node)?.[resource] ?? [];
      const capacity = capacityOf(stored, resource);
      return capacity > 0 && samples.length > 0 ? [{ capacity, samples }] : [];
    }),
  );
}

function capacityOf({ snapshot }: StoredNode, resource: Resource): number {
  if (!snapshot) {
    return 0;
  }
  if (resource === 'memory') {
    return snapshot.memory?.totalBytes ?? 0;
  }
  const mount = fullestDisk([snapshot])?.mount;
  return (
    snapshot.filesystems?.find(one => one.mount === mount)?.totalBytes ?? 0
  );
}
