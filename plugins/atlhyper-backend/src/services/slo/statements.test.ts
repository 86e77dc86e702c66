import { TestDatabases } from '@backstage/backend-test-utils';
import {
  edgeRow,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0);
const EVERYTHING = { domains: 'all', services: 'all' } as const;
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** What each question costs; the same on PostgreSQL but for what a statement may hold at once. */
const QUESTIONS: Record<
  string,
  { statements: number; ask: (stack: Stack) => Promise<unknown> }
> = {
  'the list of domains, each by its own objective': {
    statements: 27,
    ask: stack => stack.slo.listDomains({ access: 'all', window: 'own' }),
  },
  'the list of domains of a day': {
    statements: 13,
    ask: stack => stack.slo.listDomains({ access: 'all', window: '1d' }),
  },
  'the list of services of a day': {
    statements: 17,
    ask: stack =>
      stack.mesh.listServices({ access: 'all', domains: 'all', window: '1d' }),
  },
  'one domain': {
    statements: 18,
    ask: stack =>
      stack.slo.getDomain('a0.example', { access: 'all', window: '1d' }),
  },
  'the history of one domain': {
    statements: 18,
    ask: stack =>
      stack.slo.getHistory('a0.example', { access: 'all', window: '7d' }),
  },
  'one row of a cluster over an hour': {
    statements: 12,
    ask: stack =>
      stack.clusterSlo.getDetail('prod', {
        access: EVERYTHING,
        type: 'ingress',
        source: 'a0.example',
        range: '1h',
      }),
  },
  'a round of the monitor': {
    statements: 23,
    ask: stack => stack.monitor.run(),
  },
};

describe.each(databases.eachSupportedId())('statements on %s', id => {
  /** Statements of each question, with so many domains and services. */
  async function countWith(things: number): Promise<Record<string, number>> {
    const stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    const agent = await StackAgent.open(stack);
    await agent.heartbeat();
    const rows = Array.from({ length: things }, (_, i) => [
      routeRow(`a${i}.example`, '/', { 200: 99, 500: 1 }),
      edgeRow('web', `api${i}`, { 200: 100 }),
    ]).flat();
    await agent.pushSlots(1, [slotAt(NOW_MS - SLOT_MS, rows)]);
    // The first round writes every status.
    await stack.monitor.run();
    stack.time.nowMs += SLOT_MS;
    let seen = 0;
    stack.knex.on('query', () => {
      seen += 1;
    });
    const counts: Record<string, number> = {};
    for (const [question, { ask }] of Object.entries(QUESTIONS)) {
      seen = 0;
      await ask(stack);
      counts[question] = seen;
    }
    return counts;
  }

  it('are as many as said, for two things as for forty', async () => {
    const expected = Object.fromEntries(
      Object.entries(QUESTIONS).map(([question, { statements }]) => [
        question,
        statements,
      ]),
    );
    expect(await countWith(2)).toEqual(expected);
    expect(await countWith(40)).toEqual(expected);
  });
});
