import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readLegacyDatabase, type LegacyNotes } from './readLegacyDatabase';

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(2026, 1, 4, 10);
const API = 'atlantis-atlantis-api-8080@kubernetes';
const WEB = 'atlantis-atlantis-web-3000@kubernetes';

let dir: string;
let file: string;
let database: Database.Database;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'atlhyper-legacy-'));
  file = join(dir, 'old.db');
  database = new Database(file);
  // The tables of the source documents, with the columns of the store's second version.
  database.exec(`
    create table slo_route_mapping (cluster_id text, domain text, path_prefix text, service_key text);
    create table slo_metrics_hourly (cluster_id text, host text, domain text, path_prefix text, hour_start text,
      total_requests integer, error_requests integer, status_2xx integer, status_5xx integer,
      method_get integer, latency_sum real, latency_count integer, latency_buckets text);
    create table slo_metrics_raw (cluster_id text, host text, timestamp text, total_requests integer,
      error_requests integer, is_missing integer);
  `);
  map('prod', 'atlantis.example.com', '/api', API);
});

afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});

function map(cluster: string, domain: string, path: string, service: string) {
  database
    .prepare('insert into slo_route_mapping values (?, ?, ?, ?)')
    .run(cluster, domain, path, service);
}

function hour(host: string, total: number, rest: Record<string, unknown> = {}) {
  const row = {
    cluster_id: 'prod',
    host,
    domain: '',
    hour_start: '2026-02-04 10:00:00',
    total_requests: total,
    ...rest,
  };
  const columns = Object.keys(row);
  database
    .prepare(
      `insert into slo_metrics_hourly (${columns}) values (${columns.map(
        () => '?',
      )})`,
    )
    .run(Object.values(row));
}

function read(nowMs = FIRST_MS + 24 * HOUR_MS) {
  const notes: LegacyNotes = {
    rows: 0,
    entryPoints: 0,
    empty: 0,
    unmapped: 0,
  };
  const options = { clusterId: 'prod', nowMs, notes };
  return { slots: [...readLegacyDatabase(file, options)], notes };
}

describe('readLegacyDatabase', () => {
  it('gives a service’s rows the route of its mapping', () => {
    hour(API, 100, {
      status_2xx: 90,
      status_5xx: 6,
      method_get: 100,
      latency_sum: 12.5,
      latency_count: 100,
      latency_buckets: '{"0.1": 60, "0.3": 95, "+Inf": 100}',
    });
    const { slots } = read();
    expect(slots).toEqual([
      {
        startMs: FIRST_MS,
        durationMs: HOUR_MS,
        coversFromMs: FIRST_MS,
        coversThroughMs: FIRST_MS + HOUR_MS,
        nodes: [],
        requests: [
          {
            series: {
              kind: 'route',
              host: 'atlantis.example.com',
              path: '/api',
              pathMatch: 'prefix',
            },
            codes: { 0: 4, 200: 90, 500: 6 },
            methods: { GET: 100 },
            latency: {
              boundsMs: [100, 300],
              counts: [60, 35, 5],
              sumMs: 12_500,
            },
          },
        ],
      },
    ]);
  });

  it('never takes the mapping of another cluster', () => {
    map('staging', 'staging.example.com', '/', WEB);
    hour(WEB, 5);
    expect(read().slots[0].requests[0].series).toEqual({
      kind: 'unmapped',
      service: WEB,
    });
  });

  it('shows a service behind several routes once, and not in each', () => {
    map('prod', 'atlantis.example.com', '/', API);
    hour(API, 5);
    const [{ requests }] = read().slots;
    expect(requests.map(row => row.series)).toEqual([
      { kind: 'shared', service: API },
    ]);
  });

  it('keeps what already knows its domain, and leaves entry points out', () => {
    hour(WEB, 7, { domain: 'Atlantis.example.com', path_prefix: '/static' });
    hour('websecure', 1_000, { domain: 'websecure' });
    hour('web', 1_000);
    const { slots, notes } = read();
    expect(slots[0].requests).toMatchObject([
      {
        series: { host: 'atlantis.example.com', path: '/static' },
        codes: { 200: 7 },
      },
    ]);
    expect(notes).toEqual({ rows: 3, entryPoints: 2, empty: 0, unmapped: 0 });
  });

  it('sums raw rows of hours that have no hourly ones', () => {
    hour(API, 10);
    const raw = database.prepare(
      `insert into slo_metrics_raw values ('prod', ?, ?, ?, ?, ?)`,
    );
    raw.run(API, '2026-02-04T10:20:00Z', 99, 0, 0);
    raw.run(API, '2026-02-04T11:10:00Z', 4, 1, 0);
    raw.run(API, '2026-02-04T11:50:00+00:00', 6, 0, 0);
    raw.run(API, '2026-02-04T11:55:00Z', 6, 0, 1);
    const { slots, notes } = read();
    expect(slots.map(slot => [slot.startMs, slot.requests[0].codes])).toEqual([
      [FIRST_MS, { 200: 10 }],
      [FIRST_MS + HOUR_MS, { 200: 9, 500: 1 }],
    ]);
    expect(notes.empty).toBe(1);
  });

  it('leaves the hour of now to the live agent', () => {
    hour(API, 10);
    expect(read(FIRST_MS + HOUR_MS - 1).slots).toEqual([]);
    expect(read(FIRST_MS + HOUR_MS).slots).toHaveLength(1);
  });

  it('makes no histogram of buckets that do not rise', () => {
    hour(API, 10, { latency_buckets: '{"0.1": 6, "0.3": 3}' });
    expect(read().slots[0].requests[0]).not.toHaveProperty('latency');
  });

  it('says so where there is nothing of the cluster', () => {
    expect(() => read()).toThrow(/no slo_metrics_raw of cluster "prod"/);
  });
});
