import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, seriesEntity, toEntityKey } from '@atlhyper/core';
import Database from 'better-sqlite3';
import { SlotAccumulator } from '../slots/SlotAccumulator';
import {
  parseLegacyTime,
  seriesOfLegacy,
  toRequestRow,
  type LegacyMapping,
  type LegacyRow,
} from './legacyRows';

const HOUR_MS = 3_600_000;

/** What a load of an old store did with its rows. */
export type LegacyNotes = {
  rows: number;
  /** Rows of entry points, which count what services count too. */
  entryPoints: number;
  /** Rows that hold no time, no request or are marked as missing. */
  empty: number;
  /** Rows of services that no route of their cluster names. */
  unmapped: number;
};

/**
 * Reads the SLO history of an earlier AtlHyper store as slots of 1 h, in the order of time.
 *
 * Hours come from `slo_metrics_hourly`; those it lacks of a series are summed from `slo_metrics_raw`. Rows that
 * are keyed by a Traefik service are given the route that `slo_route_mapping` names for it in the
 * same cluster. The hour that now lies in is left to the live agent.
 *
 * @throws Error if the file is no such store or has no row of the cluster
 */
export function* readLegacyDatabase(
  file: string,
  options: { clusterId: string; nowMs: number; notes: LegacyNotes },
): Generator<Slot> {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const hours = readHours(database, options);
    for (const startMs of [...hours.keys()].sort((a, b) => a - b)) {
      yield {
        startMs,
        durationMs: HOUR_MS,
        coversFromMs: startMs,
        coversThroughMs: startMs + HOUR_MS,
        requests: hours.get(startMs)!.toRows().requests,
        nodes: [],
      };
    }
  } finally {
    database.close();
  }
}

/** An hour of a month is a few rows: all of them fit into memory long before they fit a database. */
function readHours(
  database: Database.Database,
  options: { clusterId: string; nowMs: number; notes: LegacyNotes },
): Map<number, SlotAccumulator> {
  const { clusterId, notes } = options;
  const mappings = readMappings(database, clusterId);
  const hours = new Map<number, SlotAccumulator>();
  const places = new Set<string>();
  const add = (
    row: LegacyRow,
    timeColumn: string,
    keep: (place: string) => boolean,
  ) => {
    notes.rows += 1;
    const timeMs = parseLegacyTime(row[timeColumn]);
    const startMs =
      timeMs === undefined ? undefined : alignDown(timeMs, HOUR_MS);
    if (startMs === undefined || row.is_missing === 1) {
      notes.empty += 1;
      return;
    }
    if (startMs + HOUR_MS > options.nowMs) return;
    const series = seriesOfLegacy(row, mappings);
    if (!series) {
      notes.entryPoints += 1;
      return;
    }
    const place = `${startMs} ${toEntityKey(seriesEntity(series))}`;
    if (!keep(place)) return;
    places.add(place);
    const request = toRequestRow(row, series);
    if (!request) {
      notes.empty += 1;
      return;
    }
    if (series.kind === 'unmapped') notes.unmapped += 1;
    let hour = hours.get(startMs);
    if (!hour) {
      hour = new SlotAccumulator();
      hours.set(startMs, hour);
    }
    hour.addRequest(request);
  };
  const hourly = rowsOf(database, 'slo_metrics_hourly', clusterId);
  for (const row of hourly) add(row, 'hour_start', () => true);
  // An hourly row stands for the raw ones of the same series, and of nobody else.
  const known = new Set(places);
  const raw = rowsOf(database, 'slo_metrics_raw', clusterId);
  for (const row of raw) add(row, 'timestamp', place => !known.has(place));
  if (notes.rows === 0) {
    throw new Error(
      `The database holds no slo_metrics_hourly and no slo_metrics_raw of cluster "${clusterId}"`,
    );
  }
  return hours;
}

function readMappings(
  database: Database.Database,
  clusterId: string,
): LegacyMapping[] {
  return [...rowsOf(database, 'slo_route_mapping', clusterId)].flatMap(row => {
    const { service_key: serviceKey, domain, path_prefix: path } = row;
    return typeof serviceKey === 'string' && typeof domain === 'string'
      ? [{ serviceKey, domain, path: typeof path === 'string' ? path : '/' }]
      : [];
  });
}

/** The rows of a cluster; none where the table does not exist. */
function* rowsOf(
  database: Database.Database,
  table: string,
  clusterId: string,
): Generator<LegacyRow> {
  const exists = database
    .prepare(`select 1 from sqlite_master where type = 'table' and name = ?`)
    .get(table);
  if (exists) {
    yield* database
      .prepare(`select * from ${table} where cluster_id = ?`)
      .iterate(clusterId) as IterableIterator<LegacyRow>;
  }
}
