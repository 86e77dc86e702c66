// 30 days of traffic in our database, through the plugin's own planning and stores.
import {
  BEGIN_MS,
  DAY_MS,
  domainOf,
  HOUR_MS,
  HOURS,
  NOW_MS,
  pathOf,
  SERIES,
  toRow,
  trafficOf,
} from './data.mjs';
import {
  CLUSTER,
  openSession,
  openStack,
  planSlots,
  STREAM,
} from './stack.mjs';

const SERIES_PER_BATCH = 20;
const ROUTES_PER_PUSH = Math.min(1_000, SERIES);

/**
 * Hours whose finer levels are written, too: those in which a window of 1, 7 or 30 days begins
 * while the benchmark runs, and the last one. Nothing of the others is ever read at those levels;
 * written out they would be 70 million rows.
 */
function isFine(hourMs) {
  const ageMs = NOW_MS - hourMs;
  return ageMs === HOUR_MS || [1, 7, 30].some(days => ageMs === days * DAY_MS);
}

/** Fills `file`; gives the number of rows of samples. */
export async function loadDatabase(file) {
  const stack = await openStack(file, NOW_MS);
  await stack.clusters.registerCluster({
    id: CLUSTER,
    createdBy: 'user:default/bench',
    backfill: true,
  });
  const session = await openSession(stack);
  await pushRoutes(stack, session);
  const { levels } = stack.config.retention;
  const coarse = levels.filter(({ levelMs }) => levelMs >= HOUR_MS);
  for (let first = 0; first < SERIES; first += SERIES_PER_BATCH) {
    const fine = [];
    const rest = [];
    for (let hour = 0; hour < HOURS; hour++) {
      const slot = slotOf(first, hour);
      (isFine(slot.startMs) ? fine : rest).push(slot);
    }
    const sequence = (first / SERIES_PER_BATCH) * 2;
    await apply(
      stack,
      session,
      sequence,
      await planSlots(rest, coarse, NOW_MS),
    );
    await apply(
      stack,
      session,
      sequence + 1,
      await planSlots(fine, levels, NOW_MS),
    );
  }
  await stack.stores.samples.keepUp(CLUSTER, { levels, nowMs: NOW_MS });
  await stack.monitor.run();
  const [{ rows }] = await stack.knex('slo_samples').count({ rows: '*' });
  await stack.close();
  return rows;
}

function slotOf(first, hour) {
  const startMs = BEGIN_MS + hour * HOUR_MS;
  return {
    startMs,
    durationMs: HOUR_MS,
    coversFromMs: startMs,
    coversThroughMs: startMs + HOUR_MS,
    requests: Array.from({ length: SERIES_PER_BATCH }, (_, i) =>
      toRow(first + i, trafficOf(first + i, hour)),
    ),
    nodes: [],
  };
}

async function apply(stack, { epoch }, sequence, plan) {
  await stack.writer.write({
    entry: {
      clusterId: CLUSTER,
      role: 'live',
      epoch,
      streamId: STREAM,
      receivedMs: NOW_MS,
      part: {
        sequence,
        digest: '0'.repeat(64),
        coversFromMs: BEGIN_MS,
        coversThroughMs: NOW_MS,
        endsMs: NOW_MS,
      },
    },
    plan,
    state: { gaps: [], nodes: [], events: [] },
  });
}

async function pushRoutes(stack, { identity, epoch }) {
  for (let first = 0; first < SERIES; first += ROUTES_PER_PUSH) {
    const upserts = Array.from({ length: ROUTES_PER_PUSH }, (_, i) => {
      const key = {
        host: domainOf(first + i),
        path: pathOf(first + i),
        pathMatch: 'prefix',
      };
      return {
        ...key,
        source: {
          kind: 'ingressroute',
          namespace: 'shop',
          name: `route-${first + i}`,
        },
        tls: true,
        services: [{ namespace: 'shop', name: 'web', port: 80 }],
        series: { kind: 'route', ...key },
      };
    });
    await stack.gateway.push(identity, {
      protocol: 1,
      session: { role: 'live', epoch },
      streamId: STREAM,
      sentAtMs: NOW_MS,
      routes: {
        generation: 1,
        complete: first + ROUTES_PER_PUSH >= SERIES,
        upserts,
      },
    });
  }
}
