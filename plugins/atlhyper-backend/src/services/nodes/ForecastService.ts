import type { CapacityResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  NodeHistoryStore,
  UsedBucket,
} from '@atlhyper/backstage-plugin-atlhyper-node';
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
import type { Access } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { LatestStore, StoredNode } from '../../stores/LatestStore';
import { fullestDisk } from './nodeState';

/** What a trend is learnt from: long enough for a week to repeat, short enough to be of today. */
const LEARNT_FROM_MS = 30 * LEVELS_MS.oneDay;

/** A history changes once an hour; what is loaded later, as by a replay, is seen after this. */
const CACHED_MS = 600_000;

/** A forecast from 720 samples takes up to a millisecond. */
const NODES_PER_TURN = 10;

/** Shares in use of a node over time; `disk` is that of its fullest file system. */
type Series = {
  memory: UsedSample[];
  disk: UsedSample[];
  /** By mount; empty where the agent does not tell them apart. */
  filesystems: Map<string, UsedSample[]>;
};

/** Of a file system, or of the fullest where they are not told apart. */
export type DiskForecast = CapacityForecastOf & { mount?: string };

type NodeForecasts = { memory: CapacityForecastOf; disks: DiskForecast[] };

type Learnt = {
  series: Map<string, Series>;
  forecasts: Map<string, NodeForecasts>;
};

const NOTHING_LEARNT: Learnt = { series: new Map(), forecasts: new Map() };

/** Answers when memory and disks run out. */
export class ForecastService {
  private readonly cache = new Map<
    string,
    { readMs: number; learnt: Promise<Learnt> }
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
    access: Access<'node'>;
    clusterId: string;
  }): Promise<CapacityResponse> {
    const { access, clusterId } = query;
    if (
      access === 'all' &&
      !(await this.options.clusters.hasCluster(clusterId, 'all'))
    ) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
    const nodes = await this.options.latest.listNodes(query);
    // Else whoever names clusters that do not exist fills the memory.
    const { series, forecasts } =
      nodes.length > 0 ? await this.learn(clusterId) : NOTHING_LEARNT;
    const nowMs = this.options.clock();
    const together = (resource: 'memory' | 'disk', samples: UsedSample[]) => ({
      resource,
      ...forecastCapacity(samples, nowMs),
    });
    return {
      cluster: clusterId,
      forecasts: [
        together('memory', sumMemory(nodes, series)),
        together('disk', sumDisks(nodes, series)),
      ],
      nodes: nodes.map(({ node }) => {
        const known = forecasts.get(node);
        const none = { state: 'unknown' as const, sampleCount: 0 };
        return {
          node,
          forecasts: [
            { resource: 'memory', ...(known?.memory ?? none) },
            { resource: 'disk', ...(firstFull(known?.disks ?? []) ?? none) },
          ],
        };
      }),
    };
  }

  /** Of every disk of each node of a cluster. */
  async forecastDisks(clusterId: string): Promise<Map<string, DiskForecast[]>> {
    const { forecasts } = await this.learn(clusterId);
    return new Map(
      [...forecasts].map(([node, { disks }]) => [node, disks] as const),
    );
  }

  /** What hourly averages of all nodes of a cluster tell; of whole hours only. */
  private async learn(clusterId: string): Promise<Learnt> {
    const nowMs = this.options.clock();
    const cached = this.cache.get(clusterId);
    if (cached && Math.abs(nowMs - cached.readMs) < CACHED_MS) {
      return cached.learnt;
    }
    const learnt = this.learnAnew(clusterId, nowMs);
    this.cache.set(clusterId, { readMs: nowMs, learnt });
    // What failed is asked for again.
    learnt.catch(() => this.cache.delete(clusterId));
    return learnt;
  }

  private async learnAnew(clusterId: string, nowMs: number): Promise<Learnt> {
    const series = await this.loadSeries(clusterId, nowMs);
    const forecasts = await mapInTurns(
      [...series],
      ([node, one]) => [node, forecastNode(one, nowMs)] as const,
      NODES_PER_TURN,
    );
    return { series, forecasts: new Map(forecasts) };
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
    for (const { node } of await latest.listNodes({
      // Forecasts are kept of all nodes, and told of those that the caller may see.
      access: 'all',
      clusterId,
    })) {
      const buckets = await history.readUsed({ clusterId, node }, range);
      found.set(node, toSeries(buckets));
    }
    return found;
  }
}

function toSeries(buckets: readonly UsedBucket[]): Series {
  const series: Series = { memory: [], disk: [], filesystems: new Map() };
  for (const { startMs: atMs, memory, disk, filesystems } of buckets) {
    if (memory !== undefined)
      series.memory.push({ atMs, usedFraction: memory });
    if (disk !== undefined) series.disk.push({ atMs, usedFraction: disk });
    for (const [mount, usedFraction] of Object.entries(filesystems ?? {})) {
      const known = series.filesystems.get(mount) ?? [];
      series.filesystems.set(mount, known);
      known.push({ atMs, usedFraction });
    }
  }
  return series;
}

/**
 * Each file system by its own series. While those are too young to tell anything, the fullest file
 * system stands for all, as before they were told apart.
 */
function forecastNode(
  { memory, disk, filesystems }: Series,
  nowMs: number,
): NodeForecasts {
  const newestMs = Math.max(
    0,
    ...[...filesystems.values()].map(one => one[one.length - 1].atMs),
  );
  const disks = [...filesystems]
    // What is not mounted any more is never full.
    .filter(([, samples]) => samples[samples.length - 1].atMs === newestMs)
    .map(([mount, samples]) => ({
      mount,
      ...forecastCapacity(samples, nowMs),
    }));
  const isKnown = disks.some(one => one.state !== 'unknown');
  const fullest = disk.length > 0 ? [forecastCapacity(disk, nowMs)] : [];
  return {
    memory: forecastCapacity(memory, nowMs),
    disks: isKnown || fullest.length === 0 ? disks : fullest,
  };
}

/** The file system that is full first, else the fullest. */
function firstFull(disks: readonly DiskForecast[]): DiskForecast | undefined {
  const fullMs = ({ full }: DiskForecast) => full?.expectedMs ?? Infinity;
  const used = ({ usedFraction = 0 }: DiskForecast) => usedFraction;
  return [...disks].sort((a, b) =>
    fullMs(a) === fullMs(b) ? used(b) - used(a) : fullMs(a) - fullMs(b),
  )[0];
}

/** A node whose size is not known has no part in it. */
function sumMemory(
  nodes: readonly StoredNode[],
  series: ReadonlyMap<string, Series>,
): UsedSample[] {
  return sumSeries(
    nodes.flatMap(({ node, snapshot }) => {
      const samples = series.get(node)?.memory ?? [];
      const capacity = snapshot?.memory?.totalBytes ?? 0;
      return capacity > 0 && samples.length > 0 ? [{ capacity, samples }] : [];
    }),
  );
}

/** All file systems of all nodes; where they are not told apart, the fullest of each. */
function sumDisks(
  nodes: readonly StoredNode[],
  series: ReadonlyMap<string, Series>,
): UsedSample[] {
  return sumSeries(
    nodes.flatMap(({ node, snapshot }) => {
      const known = series.get(node);
      const filesystems = snapshot?.filesystems ?? [];
      if (!known || filesystems.length === 0) return [];
      const apart = filesystems.flatMap(({ mount, totalBytes: capacity }) => {
        const samples = known.filesystems.get(mount) ?? [];
        return capacity > 0 && samples.length > 0
          ? [{ capacity, samples }]
          : [];
      });
      const mount = fullestDisk([snapshot!])?.mount;
      const fullest = filesystems.find(one => one.mount === mount);
      const capacity = fullest?.totalBytes ?? 0;
      const samples = known.disk;
      return apart.length > 0 || capacity === 0 || samples.length === 0
        ? apart
        : [{ capacity, samples }];
    }),
  );
}
