import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { useLocation } from 'react-router-dom';
import type { ListColumn } from './columns';
import { DataList, type DataListProps } from './DataList';

type Pod = { name: string; restarts?: number; note: string };

const PODS: Pod[] = [
  { name: 'pod-10', restarts: 3, note: 'new' },
  { name: 'pod-2', note: 'unknown' },
  { name: 'pod-1', restarts: 20, note: 'old' },
];

const COLUMNS: ListColumn<Pod>[] = [
  {
    id: 'name',
    title: 'Pod',
    value: pod => pod.name,
    to: pod => `/pods/${pod.name}`,
  },
  {
    id: 'restarts',
    title: 'Restarts',
    value: pod => pod.restarts,
    numeric: true,
  },
  { id: 'note', title: 'Note', value: pod => pod.note, hidden: true },
  { id: 'chart', title: 'Chart', cell: () => <i>drawn</i> },
];

const Address = () => (
  <output>{decodeURIComponent(useLocation().search)}</output>
);

function renderList(given: Partial<DataListProps<Pod>> = {}, address = '/') {
  renderInTestApp(
    <>
      <DataList
        list="pods"
        label="Pods"
        columns={COLUMNS}
        rows={PODS}
        rowId={pod => pod.name}
        tools={{ search: 'Search pods', columns: true }}
        {...given}
      />
      <Address />
    </>,
    { initialRouteEntries: [address] },
  );
}

async function names() {
  const table = await screen.findByRole('table', { name: 'Pods' });
  const cells = await within(table).findAllByRole('rowheader');
  return cells.map(cell => cell.textContent);
}
const address = () => screen.getByRole('status').textContent;
const head = (name: string) => screen.getByRole('columnheader', { name });

describe('DataList', () => {
  it('sorts by a head with the keyboard, what has no data last, and keeps that in the address', async () => {
    renderList();
    expect(await names()).toEqual(['pod-10', 'pod-2', 'pod-1']);
    within(head('Restarts')).getByRole('button').focus();
    await userEvent.keyboard('{Enter}');
    expect(await names()).toEqual(['pod-10', 'pod-1', 'pod-2']);
    expect(head('Restarts')).toHaveAttribute('aria-sort', 'ascending');
    await userEvent.keyboard('{Enter}');
    expect(await names()).toEqual(['pod-1', 'pod-10', 'pod-2']);
    expect(head('Restarts')).toHaveAttribute('aria-sort', 'descending');
    expect(address()).toBe('?pods.sort=-restarts');
  });

  it('orders numbers within names as a reader does', async () => {
    renderList({ defaultSort: 'name' });
    expect(await names()).toEqual(['pod-1', 'pod-2', 'pod-10']);
  });

  it('offers no sorting of what has no value', async () => {
    renderList();
    await names();
    expect(within(head('Chart')).queryByRole('button')).toBeNull();
  });

  it('searches all values, and says how to see all again', async () => {
    renderList({}, '/?pods.search=OLD');
    expect(await names()).toEqual(['pod-1']);
    await userEvent.type(screen.getByLabelText('Search pods'), 'er');
    expect(await screen.findByText('Nothing matches.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    expect(await names()).toHaveLength(3);
    expect(address()).toBe('');
  });

  it('lets the reader choose columns, but not without the name', async () => {
    renderList();
    await names();
    expect(screen.queryByRole('columnheader', { name: 'Note' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    const choices = await screen.findAllByRole('menuitemcheckbox');
    expect(choices.map(one => one.textContent)).toEqual([
      'Restarts',
      'Note',
      'Chart',
    ]);
    await userEvent.click(choices[1]);
    await userEvent.click(choices[2]);
    await userEvent.keyboard('{Escape}');
    expect(head('Note')).toBeVisible();
    expect(screen.queryByRole('columnheader', { name: 'Chart' })).toBeNull();
    expect(address()).toBe('?pods.hidden=chart');
  });

  it('leads where a cell says', async () => {
    renderList();
    await names();
    expect(screen.getByRole('link', { name: 'pod-2' })).toHaveAttribute(
      'href',
      '/pods/pod-2',
    );
  });

  it('keeps the order of rows that somebody else sorts, and hands on what is asked for', async () => {
    renderList({ sortedBy: ['name'] }, '/?pods.sort=name&pods.search=none');
    expect(await names()).toEqual(['pod-10', 'pod-2', 'pod-1']);
    expect(within(head('Restarts')).queryByRole('button')).toBeNull();
    await userEvent.click(within(head('Pod')).getByRole('button'));
    expect(address()).toBe('?pods.sort=-name&pods.search=none');
  });

  it('says what to do where there is nothing', async () => {
    renderList({ rows: [], empty: 'Connect a cluster.' });
    expect(await screen.findByText('Connect a cluster.')).toBeVisible();
  });

  it('is drawn once for each change, though its columns are described anew', async () => {
    let drawn = 0;
    const columns = () => [
      {
        ...COLUMNS[0],
        cell: (pod: Pod) => {
          drawn++;
          return pod.name;
        },
      },
    ];
    const Page = () => {
      const [count, setCount] = useState(0);
      return (
        <>
          <button onClick={() => setCount(count + 1)}>Again</button>
          <DataList
            list=""
            label="Pods"
            columns={columns()}
            rows={[...PODS]}
            rowId={pod => pod.name}
          />
        </>
      );
    };
    renderInTestApp(<Page />);
    await names();
    await userEvent.click(screen.getByRole('button', { name: 'Again' }));
    const before = drawn;
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(drawn).toBe(before);
  });

  it('shows the parts of a row and what belongs below it', async () => {
    renderList({
      partsOf: pod => (pod.name === 'pod-2' ? [{ name: 'web', note: '' }] : []),
      below: pod => pod.restarts === 20 && 'Look at its log.',
    });
    expect(await names()).toEqual(['pod-10', 'pod-2', 'web', 'pod-1']);
    expect(screen.getByText('Look at its log.')).toBeVisible();
  });

  describe('of thousands of rows', () => {
    // jsdom lays nothing out: the table is 600 px high, and so is each row.
    const sizes = ['clientHeight', 'clientWidth', 'offsetHeight'];
    const before = sizes.map(size =>
      Object.getOwnPropertyDescriptor(HTMLElement.prototype, size),
    );
    beforeAll(() =>
      sizes.forEach(size =>
        Object.defineProperty(HTMLElement.prototype, size, {
          configurable: true,
          get: () => 600,
        }),
      ),
    );
    afterAll(() =>
      sizes.forEach((size, i) =>
        Object.defineProperty(HTMLElement.prototype, size, before[i] ?? {}),
      ),
    );

    it('draws only those in sight, and tells how many there are', async () => {
      const rows = Array.from({ length: 5_000 }, (_, i) => ({
        name: `pod-${i}`,
        note: '',
      }));
      renderList({ rows });
      const drawn = await names();
      expect(drawn[0]).toBe('pod-0');
      expect(drawn.length).toBeLessThan(60);
      expect(screen.getByRole('table')).toHaveAttribute(
        'aria-rowcount',
        '5000',
      );
    });
  });
});
