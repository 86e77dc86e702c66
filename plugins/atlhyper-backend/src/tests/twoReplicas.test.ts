import { TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import { routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { openStack, StackAgent, type Stack } from '../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const ROUNDS = 40;
const ROWS = 20;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('two replicas on %s', id => {
  let first: Knex;
  let second: Knex;

  /** A pool of its own, as another process has; SQLite has one connection for all. */
  beforeEach(async () => {
    first = await databases.init(id);
    second = id.startsWith('SQLITE')
      ? first
      : knexFactory({ ...first.client.config, pool: { min: 0, max: 4 } });
  });
  afterEach(async () => {
    if (second !== first) {
      await second.destroy();
    }
  });

  it('count a part once that both get at once, beside a history, new sessions and pruning', async () => {
    const one = await openStack(first, { nowMs: NOW_MS });
    const two = await openStack(second, { nowMs: NOW_MS });
    let agents = await openOnBoth();
    const history = await StackAgent.open(two, {
      role: 'backfill',
      streamId: 'history',
    });
    const applied: string[] = [];
    const refused: string[] = [];

    async function openOnBoth() {
      const agent = await StackAgent.open(one, { streamId: 'live' });
      return [agent, agent.through(two)];
    }
    const push = (agent: StackAgent, who: string, round: number) => {
      const startMs = NOW_MS - (ROUNDS - round) * SLOT_MS;
      const paths = Array.from(
        { length: ROWS },
        (_, i) => `/${(i * 7 + round) % 30}`,
      );
      const rows = paths.map(path => routeRow('a.example', path, { 200: 1 }));
      return agent.pushSlots(round, [slotAt(startMs, rows)]).then(
        ({ result }) => result === 'applied' && applied.push(`${who} ${round}`),
        ({ code }) => refused.push(code),
      );
    };

    const running: Promise<unknown>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      running.push(...agents.map(agent => push(agent, 'live', round)));
      running.push(push(history, 'history', round));
      if (round % 10 === 5) {
        running.push(pruneLedger(one, NOW_MS + 1));
        agents = await openOnBoth();
      }
    }
    await Promise.all(running);

    const { domains } = await one.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    expect(new Set(applied).size).toBe(applied.length);
    expect(domains[0].summary.total_requests).toBe(applied.length * ROWS);
    const expected = ['session_fenced', 'sequence_conflict'];
    expect(refused.filter(code => !expected.includes(code))).toEqual([]);
  });
});

function pruneLedger({ stores }: Stack, ledgerBeforeMs: number) {
  return stores.ledger.prune({
    ledgerBeforeMs,
    gapsBeforeMs: 0,
    agentsBeforeMs: 0,
  });
}
