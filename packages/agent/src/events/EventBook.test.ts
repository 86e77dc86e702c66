import type { KubeObject } from '../kubernetes/KubeObject';
import { EventBook } from './EventBook';

const event = (uid: string, count = 1, minute = 0): KubeObject => ({
  metadata: { name: uid, namespace: 'shop', uid, resourceVersion: '1' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
  reason: 'BackOff',
  count,
  firstTimestamp: '2026-11-20T12:00:00Z',
  lastTimestamp: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString(),
});
const described = (book: EventBook, revision = 0) =>
  book
    .changedAfter(revision)
    .map(({ event: { uid, count } }) => `${uid}×${count}`);
const list = (book: EventBook, ...events: KubeObject[]) => {
  const listed = book.openList();
  events.forEach(one => listed.add(one));
  listed.complete();
};

describe('EventBook', () => {
  it('holds an event once, with its newest count, and says what changed', () => {
    const book = new EventBook();
    book.upsert(event('a'));
    book.upsert(event('b'));
    const [, { revision }] = book.changedAfter(0);
    book.upsert(event('a', 2));
    book.upsert(event('b'));
    expect(described(book, revision)).toEqual(['a×2']);
    expect(described(book)).toEqual(['b×1', 'a×2']);
  });

  it('takes a list for what there is, and only what differs for a change', () => {
    const book = new EventBook();
    list(book, event('a'), event('b'), event('c'));
    const { revision } = book.changedAfter(0)[2];
    list(book, event('b', 5), event('c'), event('d'));
    expect(described(book, revision).sort()).toEqual(['b×5', 'd×1']);
    expect(described(book).sort()).toEqual(['b×5', 'c×1', 'd×1']);
  });

  it('changes nothing before a list is complete', () => {
    const book = new EventBook();
    book.upsert(event('a'));
    book.openList().add(event('b'));
    expect(described(book)).toEqual(['a×1']);
  });

  it('drops what Kubernetes forgot, and one that is about nothing any more', () => {
    const book = new EventBook();
    book.upsert(event('a'));
    book.upsert(event('b'));
    book.remove(event('a'));
    book.upsert({ ...event('b'), involvedObject: {} });
    expect(book.size).toBe(0);
  });

  it('keeps the newest of more than it can hold, listed or one by one', () => {
    const book = new EventBook(3);
    const minutes = [5, 1, 8, 3, 9, 2, 7];
    list(book, ...minutes.map(m => event(`m${m}`, 1, m)));
    expect(described(book)).toEqual(['m7×1', 'm8×1', 'm9×1']);
    book.upsert(event('m10', 1, 10));
    expect(described(book)).toEqual(['m8×1', 'm9×1', 'm10×1']);
    expect(book.size).toBe(3);
  });
});
