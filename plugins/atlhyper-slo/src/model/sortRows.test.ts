import { busy, idle, judged, slow } from '../__fixtures__/figures';
import { formatSort, parseSort, sortRows, type SortableRow } from './sortRows';

const rows: SortableRow[] = [
  { name: 'b', ...judged('no_data'), figures: idle },
  { name: 'd', ...judged('healthy'), figures: { ...busy, availability: 99 } },
  { name: 'c', ...judged('critical'), figures: slow },
  { name: 'a', ...judged('healthy'), figures: busy },
];
const order = (sort: string) =>
  sortRows(rows, parseSort(sort))
    .map(row => row.name)
    .join('');

describe('sortRows', () => {
  it.each([
    ['', 'cadb'],
    ['name', 'abcd'],
    ['-name', 'dcba'],
    ['availability', 'cdab'],
    ['nonsense', 'cadb'],
  ])('orders by %j', (sort, names) => {
    expect(order(sort)).toBe(names);
  });

  it('keeps rows without data last, whichever way the others run', () => {
    expect(order('-availability')).toBe('adcb');
    expect(order('rate').endsWith('b')).toBe(true);
    expect(order('-rate').endsWith('b')).toBe(true);
  });

  it('takes a latency past the last bound for the slowest', () => {
    expect(order('-p95')[0]).toBe('c');
  });

  it('goes into an address and back', () => {
    expect(formatSort(parseSort('-p95'))).toBe('-p95');
    expect(formatSort(parseSort('budget'))).toBe('budget');
  });
});
