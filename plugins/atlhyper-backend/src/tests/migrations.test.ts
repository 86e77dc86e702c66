import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { readdirSync } from 'node:fs';
import { exampleCluster } from '../__testUtils__/exampleCluster';
import { edgeRow, routeOf, routeRow, slotAt } from '../__testUtils__/examples';
import { openStack, StackAgent } from '../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const directory = resolvePackagePath(
  '@atlhyper/backstage-plugin-atlhyper-backend',
  'migrations',
);

describe('migrations', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  it('are named so that their order is their time', () => {
    for (const file of readdirSync(directory)) {
      expect(file).toMatch(/^\d{14}_[a-z]+_[a-z_]+\.js$/);
    }
  });

  it.each(databases.eachSupportedId())(
    'go up, hold data, go down and up again on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS });
      const agent = await StackAgent.open(stack);
      await agent.pushSlots(1, [
        slotAt(NOW_MS - 60_000, [routeRow('a.example', '/', { 200: 1 })]),
      ]);
      await agent.push({
        ...exampleCluster(NOW_MS),
        events: [
          {
            uid: 'e1',
            type: 'Normal',
            reason: 'Pulled',
            message: '',
            object: { kind: 'node', name: 'node-1' },
            count: 1,
            firstMs: NOW_MS,
            lastMs: NOW_MS,
          },
        ],
      });
      stack.time.nowMs += 5_000;
      await stack.monitor.run();

      const migrations = readdirSync(directory).length;
      for (let left = migrations; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      const tables = [
        'clusters',
        'agent_tokens',
        'push_ledger',
        'routes',
        'slo_series',
        'slo_samples',
        'node_history',
        'resources',
        'kubernetes_events',
        'pod_usage',
        'node_usage',
        'network_probes',
        'alerts',
        'alert_outbox',
        'node_recent',
        'filesystem_history',
      ];
      for (const table of tables) {
        expect([table, await knex.schema.hasTable(table)]).toEqual([
          table,
          false,
        ]);
      }

      await knex.migrate.latest({ directory });
      expect(await knex('slo_samples').select()).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    'keep the figures and the certainty of what was taken in before, on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS, config: {} });
      const history = await StackAgent.open(stack, { role: 'backfill' });
      const live = await StackAgent.open(stack);
      const hour = 3_600_000;
      for (let i = 1; i <= 29; i++) {
        await history.pushSlots(i, [
          slotAt(
            NOW_MS - (30 - i) * 24 * hour,
            [routeRow('a.example', '/', { 200: 1_000 })],
            {
              durationMs: hour,
              coversThroughMs: NOW_MS - (29 - i) * 24 * hour,
            },
          ),
        ]);
      }
      await live.pushSlots(30, [
        slotAt(NOW_MS - 60_000, [routeRow('a.example', '/', { 200: 1 })]),
      ]);
      const judge = async () => {
        const [domain] = (
          await stack.slo.listDomains({ access: 'all', window: '30d' })
        ).domains;
        return [
          domain.status,
          domain.summary.total_requests,
          domain.covered_fraction.toFixed(2),
        ];
      };
      const before = await judge();
      expect(before).toEqual(['healthy', 29_001, '0.97']);
      const later = readdirSync(directory).filter(
        file => file >= '20261120110100',
      );
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      await knex.migrate.latest({ directory });
      expect(await judge()).toEqual(before);
      await stack.stores.samples.keepUp('prod', {
        levels: stack.config.retention.levels,
        nowMs: NOW_MS,
      });
      expect(await judge()).toEqual(before);
    },
  );

  it.each(databases.eachSupportedId())(
    'take alerts into one table and back, on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS });
      const agent = await StackAgent.open(stack);
      const full = {
        ...{ mount: '/', device: 'sda1', fsType: 'ext4', totalBytes: 100 },
        ...{ usedBytes: 97, availableBytes: 3 },
      };
      await agent.push({
        nodes: [
          { node: 'n1', timestampMs: NOW_MS - 90_000, filesystems: [full] },
        ],
        routes: {
          generation: 1,
          complete: true,
          upserts: [routeOf('a.example', '/')],
        },
      });
      await agent.pushSlots(1, [
        slotAt(NOW_MS - 60_000, [routeRow('a.example', '/', { 500: 100 })]),
      ]);
      await stack.monitor.run();
      const list = async () => {
        const slos = await stack.alerts.listSloAlerts(
          { limit: 100 },
          { services: 'all', domains: 'all' },
        );
        const nodes = await stack.alerts.listNodeAlerts({ limit: 100 }, 'all');
        const byId = (x: { id: string }, y: { id: string }) =>
          x.id < y.id ? -1 : 1;
        return [
          // What they are now is not kept by the table before.
          slos.alerts.map(({ current: _, ...one }) => one).sort(byId),
          nodes.alerts.sort(byId),
        ];
      };
      const before = await list();
      before.forEach(alerts => expect(alerts.length).toBeGreaterThan(1));
      const later = readdirSync(directory).filter(
        file => file >= '20261128100000',
      );
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      expect(await knex('slo_alerts').pluck('id')).toHaveLength(
        before[0].length,
      );
      await knex.migrate.latest({ directory });
      expect(await list()).toEqual(before);
      const { alerts } = await stack.alerts.listAlerts(
        { limit: 100 },
        {
          domains: 'all',
          services: 'all',
          nodes: 'all',
          objects: 'all',
          clusters: 'all',
        },
      );
      const rules = alerts.map(one => one.rule);
      expect(rules.filter(rule => rule === 'burn_rate')).toHaveLength(1);
      // The round goes on with what there was, and tells nothing anew.
      expect(await stack.monitor.run()).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    'take in more alerts than a batch, those that fire as one, on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS });
      await StackAgent.open(stack);
      const later = readdirSync(directory).filter(
        file => file >= '20261128100000',
      );
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      const rowOf = (i: number) => ({
        ...{ id: `id-${i}`, cluster_id: 'prod', node: `n${i % 2}` },
        ...{ metric: 'cpuUsedFraction', severity: 'warning', value: 1 },
        ...{ limit_value: 0.9, since_ms: i, measured_ms: i, fired_ms: i },
        resolved_ms: i < 1_200 ? i : null,
      });
      for (let i = 0; i < 1_204; i += 100) {
        const length = Math.min(100, 1_204 - i);
        const rows = Array.from({ length }, (_, j) => rowOf(i + j));
        await knex('node_alerts').insert(rows);
      }
      await knex.migrate.latest({ directory });
      const active = await stack.stores.alerts.listActive({});
      expect(
        active.map(one => [one.entity, one.sinceMs, one.variants.length]),
      ).toEqual([
        ['prod/_/node/n0', 1_200, 2],
        ['prod/_/node/n1', 1_201, 2],
      ]);
      const [{ count }] = await knex('alerts').count({ count: '*' });
      expect(Number(count)).toBe(1_202);
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      expect(await knex('node_alerts').pluck('id')).toHaveLength(1_204);
    },
  );

  it.each(databases.eachSupportedId())(
    'name both ends of a call, and the clusters of an alert, as writes do, on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS });
      const agent = await StackAgent.open(stack);
      await agent.pushSlots(1, [
        slotAt(NOW_MS - 60_000, [
          routeRow('a.example', '/', { 500: 100 }),
          edgeRow('web', 'api', { 500: 100 }),
          edgeRow('batch', 'api', { 500: 1 }),
        ]),
      ]);
      await stack.monitor.run();
      const read = async () => [
        await knex('alerts')
          .orderBy('id')
          .select('id', 'source_namespace', 'cluster_id'),
        await knex('slo_status_history')
          .orderBy('id')
          .select('id', 'source_namespace'),
        await knex('alert_outbox').orderBy('id').select('id', 'subject'),
      ];
      const before = await read();
      for (const [table, rows] of before.entries()) {
        const name = table === 2 ? 'subject' : 'source_namespace';
        expect(rows.some(row => row[name] !== null)).toBe(true);
      }
      await knex('alerts')
        .where('entity', 'like', '*/%')
        .update({ cluster_id: 'other' });
      const later = readdirSync(directory).filter(
        file => file >= '20261128110000',
      );
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      await knex.migrate.latest({ directory });
      expect(await read()).toEqual(before);
    },
  );

  it.each(databases.eachSupportedId())(
    'name what was stored before as it is named now, on %s',
    async id => {
      const knex = await databases.init(id);
      const stack = await openStack(knex, { nowMs: NOW_MS });
      const agent = await StackAgent.open(stack);
      const { source } = routeOf('a.example', '/');
      const { series } = routeOf('b.example', '/x y/');
      const condition = 'Method(`GET`)';
      const conditional = {
        condition,
        series: { ...series, condition } as typeof series,
      };
      const shared = { kind: 'shared', service: 'web@kubernetes' } as const;
      await agent.push({
        routes: {
          generation: 1,
          complete: true,
          upserts: [
            routeOf('a.example', '/'),
            { ...routeOf('b.example', '/x y/'), ...conditional },
            { ...routeOf('c.example', '/'), series: shared, source },
          ],
        },
      });
      await agent.pushSlots(1, [
        slotAt(NOW_MS - 60_000, [
          routeRow('a.example', '/', { 500: 100 }),
          edgeRow('web', 'api', { 200: 1 }),
          { ...routeRow('a.example', '/', { 200: 1 }), series: shared },
        ]),
      ]);
      for (const subject of [
        { kind: 'domain', domain: 'a.example' },
        { kind: 'path', domain: 'a.example', path: '/', path_match: 'prefix' },
        { kind: 'service', cluster: 'prod', namespace: 'shop', service: 'api' },
      ] as const) {
        await stack.targets.putTarget(
          { subject, window: '1d', objective: { availability: 99 } },
          {
            name: 'user:default/ann',
            access: { domains: 'all', services: 'all' },
          },
        );
      }
      await stack.monitor.run();
      const columns = [
        ['slo_series', 'series_key'],
        ['routes', 'series_key'],
        ['routes', 'route_key'],
        ['slo_targets', 'subject_key'],
        ['slo_statuses', 'subject_key'],
        ['slo_statuses', 'subject_text'],
        ['slo_status_history', 'subject_key'],
      ];
      const read = () =>
        Promise.all(
          columns.map(async ([table, column]) =>
            (await knex(table).pluck(column)).sort(),
          ),
        );
      const before = await read();
      before.forEach(keys => expect(keys).not.toEqual([]));
      const later = readdirSync(directory).filter(
        file => file >= '20261128090000',
      );
      for (let left = later.length; left > 0; left--) {
        await knex.migrate.down({ directory });
      }
      (await read()).forEach((keys, i) => expect(keys).not.toEqual(before[i]));
      await knex.migrate.latest({ directory });
      expect(await read()).toEqual(before);
    },
  );
});
