import type { SloJudgement } from '@atlhyper/backstage-plugin-atlhyper-common';
import { listRows, type ListRow } from './listRows';
import { rowsCursor } from './pageOf';

const CODEC = rowsCursor('domains');

function judged(status: SloJudgement['status'], budget?: number): SloJudgement {
  return {
    window: '1d',
    status,
    reasons: [],
    causes: [],
    target: {
      availability: 99,
      bad_requests: ['5xx'],
      origin: { level: 'default', source: 'config' },
    },
    error_budget_remaining: budget,
    covered_fraction: 1,
    alerts: [],
  };
}

/** A domain whose paths are as bad as given. */
function domain(
  name: string,
  paths: Record<string, SloJudgement>,
): ListRow<string> {
  const names = Object.keys(paths);
  const parts = Object.entries(paths).map(([path, judgement]) => ({
    names: [name + path],
    judgement,
  }));
  return {
    key: name,
    name,
    judged: parts[0].judgement,
    figures: { total_requests: 1, requests_per_sec: 1 },
    parts,
    write: chosen => `${name} ${chosen.map(i => names[i]).join('')}`,
  };
}

const ROWS = [
  domain('blog.example', { '/': judged('healthy', 90) }),
  domain('shop.example', {
    '/': judged('critical', 20),
    '/api': judged('warning', 50),
    '/cart': judged('warning', 10),
    '/help': judged('healthy', 99),
  }),
];

const list = (query: Parameters<typeof listRows>[1]) =>
  listRows(ROWS, query, CODEC);

describe('listRows', () => {
  it.each([
    [{}, ['shop.example //api/cart/help', 'blog.example /']],
    [{ status: ['healthy' as const] }, ['blog.example /']],
    [{ status: [] }, []],
    [{ search: 'BLOG' }, ['blog.example /']],
    [{ search: 'example/cart' }, ['shop.example //api/cart/help']],
    [{ search: 'example/cart', status: ['healthy' as const] }, []],
    [{ search: 'none' }, []],
  ])('of %j gives what it asks for, and how many that are', (query, rows) => {
    expect(list(query)).toEqual({ total: rows.length, items: rows });
  });

  it.each([
    ['the worst', { parts: 2 }, '//cart'],
    ['those that a search found', { parts: 1, search: '/help' }, '/help'],
    ['none where none is asked for', { parts: 0 }, ''],
  ])('leaves of the parts of a row %s, in their order', (_, query, parts) => {
    const [row] = list(query).items;
    expect(row).toBe(`shop.example ${parts}`);
  });

  it('tells of all pages how many rows there are', () => {
    const first = list({ limit: 1 });
    expect(first).toMatchObject({
      total: 2,
      items: [expect.stringMatching(/^shop/)],
    });
    const next = list({ limit: 1, cursor: first.nextCursor });
    expect(next).toEqual({ total: 2, items: ['blog.example /'] });
  });
});
