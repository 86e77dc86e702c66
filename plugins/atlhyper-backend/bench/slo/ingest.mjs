// A full push through the plugin's own route, beside the same rows written by hand.
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NOW_MS, SERIES, toRow, trafficOf } from './data.mjs';
import { measure } from './measure.mjs';
import { Database, STREAM } from './stack.mjs';

export const ROWS = Math.min(2_000, SERIES);
const SLOT_MS = 30_000;
const LEVELS_MS = [30_000, 300_000, 3_600_000, 86_400_000];
const WINDOWS_MS = [1, 7, 30].map(days => days * 86_400_000);

/** The pushes of `count` slots from the end of the traffic on, as they travel. */
export function makePushes(count, epoch) {
  return Array.from({ length: count }, (_, i) => {
    const startMs = NOW_MS + i * SLOT_MS;
    const first = (i * ROWS) % SERIES;
    const slots = [
      {
        startMs,
        durationMs: SLOT_MS,
        coversFromMs: startMs,
        coversThroughMs: startMs + SLOT_MS,
        requests: Array.from({ length: ROWS }, (__, row) => {
          const series = (first + row) % SERIES;
          return toRow(series, trafficOf(series, i));
        }),
        nodes: [],
      },
    ];
    const slotsText = JSON.stringify(slots);
    const body = JSON.stringify({
      protocol: 1,
      session: { role: 'live', epoch },
      streamId: STREAM,
      sequence: 1_000_000 + i,
      digest: createHash('sha256').update(slotsText).digest('hex'),
      sentAtMs: startMs + SLOT_MS,
      slots,
    });
    return {
      body: gzipSync(body),
      bytes: body.length,
      endMs: startMs + SLOT_MS,
    };
  });
}

/** Sends the pushes one after the other, each when its slot is over. */
export function measureIngest(pushes, { url, token, time }) {
  return measure(pushes.length, async i => {
    const { body, endMs } = pushes[i];
    time.nowMs = endMs;
    const response = await fetch(`${url}/agent/v1/push`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body,
    });
    const answer = await response.json();
    if (answer.result !== 'applied') throw new Error(JSON.stringify(answer));
  });
}

/**
 * The floor: gunzip, JSON.parse, and in one transaction the rows that a push leaves behind, by
 * prepared statements that name no column but those used. Nothing is checked, no ledger is kept.
 */
export function measureFloor(pushes, file, { totals }) {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = normal');
  const ids = new Map(
    database
      .prepare(`select id, host, path from slo_series where kind = 'route'`)
      .all()
      .map(({ id, host, path }) => [host + path, id]),
  );
  const { id: layoutId } = database
    .prepare('select id from latency_layouts')
    .get();
  const counted = ['c2xx', 'c5xx', 'h00', 'h01', 'h02', 'h03', 'h04'];
  const sample = prepareAdd(
    database,
    'slo_samples',
    ['series_id', 'level_ms', 'start_ms', 'layout_id'],
    [...counted, 'latency_sum_ms', 'm_get'],
  );
  const total = prepareAdd(
    database,
    'slo_totals',
    ['window_ms', 'series_id', 'layout_id'],
    [...counted, 'latency_sum_ms'],
  );
  const write = database.transaction(slots => {
    for (const { startMs, requests } of slots) {
      for (const { series, codes, methods, latency } of requests) {
        const id = ids.get(series.host + series.path);
        const counts = [
          codes[200],
          codes[503] ?? 0,
          ...latency.counts,
          latency.sumMs,
        ];
        const levels = totals ? LEVELS_MS : LEVELS_MS.slice(0, 1);
        for (const levelMs of levels) {
          const bucketMs = startMs - (startMs % levelMs);
          sample.run(id, levelMs, bucketMs, layoutId, ...counts, methods.GET);
        }
        if (!totals) continue;
        for (const windowMs of WINDOWS_MS) {
          total.run(windowMs, id, layoutId, ...counts);
        }
      }
    }
  });
  return measure(pushes.length, async i => {
    write(JSON.parse(gunzipSync(pushes[i].body).toString('utf8')).slots);
  }).finally(() => database.close());
}

function prepareAdd(database, table, key, counts) {
  const columns = [...key, ...counts];
  const updates = counts.map(
    name => `${name} = coalesce(${table}.${name}, 0) + excluded.${name}`,
  );
  return database.prepare(
    `insert into ${table} (${columns}) values (${columns.map(() => '?')})
     on conflict (${key}) do update set ${updates}`,
  );
}
