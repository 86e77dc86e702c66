import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { routeOf, routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { openStack, StackAgent, type Stack } from '../__testUtils__/openStack';

jest.setTimeout(180_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 7, 13);
const LAST_SLOT_MS = Math.floor(NOW_MS / SLOT_MS) * SLOT_MS - SLOT_MS;
const PATHS = ['/', '/api', '/static'];

/** What one route counted in one slot: [slot back from now, path, good, bad, slow]. */
type Increment = [
  back: number,
  path: number,
  good: number,
  bad: number,
  slow: number,
];

const increments = fc.array(
  fc.tuple(
    fc.nat({ max: 2_700 }),
    fc.nat({ max: PATHS.length - 1 }),
    fc.nat({ max: 1e9 }),
    fc.nat({ max: 1e6 }),
    fc.nat({ max: 1e6 }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** For each increment: where it goes in the order, and whether a new part begins with it. */
const arrangement = fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.boolean()), {
  minLength: 12,
  maxLength: 12,
});

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('on %s', id => {
  it('the same increments give the same windows, however they are split and ordered', async () => {
    const stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    let cluster = 0;
    await fc.assert(
      fc.asyncProperty(
        increments,
        arrangement,
        arrangement,
        async (given, one, other) => {
          cluster += 2;
          const first = `cluster-${cluster}`;
          const second = `cluster-${cluster + 1}`;
          await pushAll(stack, first, given, one);
          await pushAll(stack, second, given, other);
          for (const window of ['1d', '7d', '30d'] as const) {
            const answers = await Promise.all(
              [first, second].map(async clusterId => {
                const { domains } = await stack.slo.listDomains({
                  access: 'all',
                  window,
                  clusterId,
                });
                return domains.map(({ clusters: _, routes, ...d }) => ({
                  ...d,
                  routes: routes.map(({ clusters: __, ...r }) => r),
                }));
              }),
            );
            expect(answers[0]).toEqual(answers[1]);
            const [{ summary }] = answers[0];
            const total = given.reduce((sum, i) => sum + i[2] + i[3], 0);
            const bad = given.reduce((sum, i) => sum + i[3], 0);
            expect(summary.total_requests).toBe(total);
            const badPercent = total > 0 ? (bad / total) * 100 : 0;
            expect(summary.error_rate ?? 0).toBeCloseTo(badPercent, 9);
            expect(summary.error_rate === undefined).toBe(total === 0);
          }
        },
      ),
      { numRuns: 15, interruptAfterTimeLimit: 90_000 },
    );
  });
});

async function pushAll(
  stack: Stack,
  clusterId: string,
  given: Increment[],
  arranged: [order: number, split: boolean, repeat: boolean][],
): Promise<void> {
  const agent = await StackAgent.open(stack, { clusterId });
  const upserts = PATHS.map(path => routeOf('a.example', path));
  await agent.push({ routes: { generation: 1, complete: true, upserts } });
  const ordered = given
    .map((increment, i) => ({ increment, how: arranged[i] }))
    .sort((a, b) => a.how[0] - b.how[0]);
  let sequence = 0;
  let part: Slot[] = [];
  for (const { increment, how } of ordered) {
    part.push(toSlot(increment));
    if (how[1]) {
      await agent.pushSlots(++sequence, part);
      if (how[2]) {
        await agent.pushSlots(sequence, part);
      }
      part = [];
    }
  }
  if (part.length > 0) {
    await agent.pushSlots(++sequence, part);
  }
}

function toSlot([back, path, good, bad, slow]: Increment): Slot {
  const total = good + bad;
  const late = Math.min(slow, total);
  return slotAt(LAST_SLOT_MS - back * SLOT_MS, [
    routeRow(
      'a.example',
      PATHS[path],
      { 200: good, 500: bad },
      { boundsMs: [100, 300], counts: [total - late, late, 0], sumMs: total },
    ),
  ]);
}
