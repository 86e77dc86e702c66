import { createNameTable, ExpositionScan } from './ExpositionScan';
import { SeriesTable } from './SeriesTable';
import type { ExpositionReader } from './types';

/** A series that was not read for this many reads may be forgotten. */
const KEPT_READS = 16;
const MIN_FORGOTTEN = 1024;

/**
 * Reads Prometheus text and OpenMetrics expositions as bytes, for the samples of `metrics` only
 * (exact names, with `_bucket`, `_sum` and `_count`).
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * A reader remembers the series it met and in which order, so one reader per target makes the
 * most of it: a repeated scrape compares bytes with those expected next, finds the others by hash,
 * and makes no garbage per line. Timestamps and exemplars are passed over. Series that are gone
 * for 16 reads are forgotten once there are many of them; should one come back it is a new object
 * with a new id.
 */
export function createExpositionReader(options: {
  metrics: readonly string[];
  /**
   * Visit NaN as well, for a caller who must not mistake it for a series that is gone. Otherwise it
   * is no sample, as where Prometheus marks the end of a series by it.
   */
  visitNaN?: boolean;
}): ExpositionReader {
  const { visitNaN = false } = options;
  const wanted = new Set(options.metrics);
  const wantedNames = createNameTable(wanted);
  const table = new SeriesTable();
  let readCount = 0;
  return {
    read(bytes, visit) {
      readCount += 1;
      const context = {
        wanted,
        wantedNames,
        table,
        readCount,
        visitNaN,
        visit,
      };
      const problems = new ExpositionScan(bytes, context).run();
      forgetOld(table, readCount);
      return problems;
    },
  };
}

function forgetOld(table: SeriesTable, readCount: number): void {
  if (readCount % KEPT_READS !== 0 || table.size < MIN_FORGOTTEN) return;
  const oldest = readCount - KEPT_READS + 1;
  if (table.countBefore(oldest) * 4 > table.size) table.forgetBefore(oldest);
}
