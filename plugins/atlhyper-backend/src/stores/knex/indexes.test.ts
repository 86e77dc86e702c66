import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { routeRow, slotAt, SLOT_MS } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const KEPT = {
  levels: [
    { levelMs: SLOT_MS, keepMs: 1 },
    { levelMs: 300_000, keepMs: 1 },
  ],
  nowMs: NOW_MS,
};
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** What SQLite does for every statement: on small tables PostgreSQL would not use an index. */
describe('reads and prunes', () => {
  let stack: Stack;
  const statements: { sql: string; bindings: Knex.Value[] }[] = [];

  beforeEach(async () => {
    const knex = await databases.init('SQLITE_3');
    stack = await openStack(knex, { nowMs: NOW_MS });
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(NOW_MS - SLOT_MS, [routeRow('a.example', '/', { 200: 1 })]),
    ]);
    statements.length = 0;
    knex.on('query', ({ sql, bindings }) => statements.push({ sql, bindings }));
  });

  /** Steps of the plans of all statements seen that name the table. */
  async function plansOf(table: string): Promise<string[]> {
    const seen = statements.filter(
      ({ sql }) => sql.includes(table) && !/^(explain|begin|commit)/i.test(sql),
    );
    expect(seen).not.toEqual([]);
    const plans: string[] = [];
    for (const { sql, bindings } of seen) {
      const steps = await stack.knex.raw(
        `explain query plan ${sql}`,
        bindings as any,
      );
      plans.push(...steps.map((step: { detail: string }) => step.detail));
    }
    return plans.filter(detail => detail.includes(table));
  }

  it('sum samples along their primary key', async () => {
    await stack.slo.listDomains({ access: 'all', window: '30d' });
    for (const step of await plansOf('slo_samples')) {
      expect(step).toMatch(
        /SEARCH slo_samples USING PRIMARY KEY \(series_id=\? AND level_ms=\? AND start_ms>\? AND start_ms<\?\)/,
      );
    }
  });

  it('prune samples along their primary key', async () => {
    await stack.stores.samples.prune(KEPT);
    for (const step of await plansOf('slo_samples')) {
      expect(step).toMatch(/USING PRIMARY KEY .*series_id=\? AND level_ms=\?/);
    }
  });

  it('find a token by its hash', async () => {
    await stack.stores.clusters.findTokenByHash('x');
    expect(await plansOf('agent_tokens')).toEqual([
      expect.stringContaining('USING INDEX agent_tokens_token_hash_uniq'),
    ]);
  });

  it('find one domain, one service and one node without reading the others', async () => {
    await stack.slo.getDomain('a.example', { access: 'all', window: '1d' });
    expect(await plansOf('slo_series')).toEqual(
      expect.arrayContaining([
        expect.stringContaining('USING INDEX slo_series_host_idx'),
      ]),
    );
    expect((await plansOf('routes'))[0]).toContain(
      'USING INDEX routes_host_idx',
    );
    await stack.stores.objects.findServices({
      access: 'all',
      namespace: 'shop',
      name: 'web',
    });
    expect(await plansOf('resources')).toEqual([
      expect.stringContaining('USING INDEX resources_name_idx'),
    ]);
  });

  it('prune node figures by their age', async () => {
    await stack.stores.nodeHistory.prune(KEPT);
    expect(await plansOf('node_history')).toEqual(
      expect.arrayContaining([expect.stringContaining('node_history_age_idx')]),
    );
  });

  it('list the newest events without sorting all', async () => {
    const { events } = stack.stores;
    await events.listEvents({ access: 'all', clusterId: 'prod', limit: 10 });
    await events.listEvents({
      access: 'all',
      clusterId: 'prod',
      limit: 10,
      after: { lastMs: 1, uid: 'a' },
    });
    for (const step of await plansOf('kubernetes_events')) {
      expect(step).toMatch(/INDEX kubernetes_events_last_idx \(cluster_id=\?/);
    }
  });

  it('find the events of one object', async () => {
    const { events } = stack.stores;
    const object = { kind: 'pod', namespace: 'shop', name: 'a' };
    await events.listEvents({
      access: 'all',
      clusterId: 'prod',
      limit: 10,
      ...object,
    });
    expect(await plansOf('kubernetes_events')).toEqual([
      expect.stringContaining('USING INDEX kubernetes_events_object_idx'),
    ]);
  });

  it('read pods in parts along their primary key', async () => {
    await stack.stores.latest.measurePods({
      access: 'all',
      clusterId: 'prod',
      usageFromMs: 0,
    });
    expect((await plansOf('resources'))[0]).toContain('USING INDEX');
  });

  it('find the rules that nodes break', async () => {
    await stack.stores.alerts.listActive({ realm: 'node' });
    expect(await plansOf('alerts')).toEqual([
      expect.stringContaining('USING INDEX alerts_resolved_idx'),
    ]);
  });
});
