import { sortRows, type SortableRow } from './sortRows';

const TARGET = {
  availability: 99,
  bad_requests: ['5xx' as const],
  origin: { level: 'default' as const, source: 'config' as const },
};

function row(
  key: string,
  given: {
    status?: SortableRow['judged']['status'];
    budget?: number;
    rate?: number;
    p95?: { valueMs?: number; lowerMs: number };
  },
): SortableRow {
  return {
    key,
    name: key,
    judged: {
      status: given.status ?? 'healthy',
      error_budget_remaining: given.budget,
      target: TARGET,
    },
    figures: {
      total_requests: given.rate === undefined ? 0 : 10,
      requests_per_sec: given.rate ?? 0,
      latency: given.p95 && { p95: given.p95 },
    },
  };
}

const keysOf = (rows: SortableRow[]) => rows.map(one => one.key).join(' ');

describe('sortRows', () => {
  it('puts the worst first: by status, then by the least budget left, then by name', () => {
    const rows = [
      row('silent', { status: 'no_data' }),
      row('b', { budget: 80 }),
      row('a', { budget: 80 }),
      row('spent', { status: 'warning', budget: -3 }),
      row('slow', { status: 'warning', budget: 40 }),
      row('unjudged', { status: 'warning' }),
      row('down', { status: 'critical', budget: 90 }),
    ];
    expect(keysOf(sortRows(rows, 'status'))).toBe(
      'down spent slow unjudged a b silent',
    );
  });

  it.each([
    ['rate', 'slow fast none'],
    ['-rate', 'fast slow none'],
  ] as const)('keeps what has no data last by %s', (sort, expected) => {
    const rows = [
      row('none', {}),
      row('fast', { rate: 9 }),
      row('slow', { rate: 1 }),
    ];
    expect(keysOf(sortRows(rows, sort))).toBe(expected);
  });

  it('takes a latency past the last bound for slower than any that is known', () => {
    const rows = [
      row('past 5 s', { p95: { lowerMs: 5_000 } }),
      row('past 1 s', { p95: { lowerMs: 1_000 } }),
      row('9 s', { p95: { valueMs: 9_000, lowerMs: 5_000 } }),
    ];
    expect(keysOf(sortRows(rows, '-p95'))).toBe('past 5 s past 1 s 9 s');
  });
});
