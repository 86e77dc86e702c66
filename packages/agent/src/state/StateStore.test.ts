import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';
import { requestsIn, rowOf, slotAt } from '../slots/slots.examples';
import type { FrozenPart } from './FrozenPart';
import { StateStore } from './StateStore';

const START_MS = Date.UTC(2026, 10, 20);

describe('StateStore', () => {
  let directory: string;
  let nowMs: number;
  let store: StateStore;

  const open = (maxSpoolBytes = 1_000_000) =>
    StateStore.open(directory, { maxSpoolBytes, nowMs: () => nowMs });
  const slot = (index: number, requests = 1) =>
    slotAt(START_MS + index * 30_000, {
      requests: [rowOf('web@docker', { 200: requests })],
    });
  const commit = (...slots: Slot[]) =>
    store.commitRound({ slots, baselines: [], roundMs: nowMs });
  const slotsOf = (part: FrozenPart | undefined): Slot[] =>
    part ? JSON.parse(part.slotsJson) : [];
  /** Sends everything, as a backend that takes everything would see it. */
  const drain = () => {
    const parts: FrozenPart[] = [];
    for (let part = store.next(); part; part = store.next()) {
      parts.push(part);
      store.acknowledge(part.sequence);
    }
    return parts;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-state-'));
    nowMs = START_MS + 60_000;
    store = open();
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  const reopen = (maxSpoolBytes?: number) => {
    store.close();
    store = open(maxSpoolBytes);
  };

  it('is for one process alone', () => {
    expect(() => open()).toThrow('is in use by another process');
    reopen();
  });

  it('belongs to one cluster', () => {
    const openFor = (clusterId: string) => {
      store.close();
      store = StateStore.open(directory, {
        clusterId,
        maxSpoolBytes: 1_000_000,
        nowMs: () => nowMs,
      });
    };
    openFor('east-1');
    commit(slot(0));
    expect(() => openFor('west-1')).toThrow(
      'state_dir: holds what was counted in cluster "east-1", not in "west-1"',
    );
    openFor('east-1');
    expect(slotsOf(store.next())).toHaveLength(1);
  });

  it('stands for one stream as long as the directory lives', () => {
    const { streamId } = store;
    expect(streamId).toMatch(/^[A-Za-z0-9_-]{22}$/);
    reopen();
    expect(store.streamId).toBe(streamId);
  });

  it('keeps baselines as they were', () => {
    const scrape: ProcessScrape = {
      process: 'uid',
      startedMs: 5,
      scrapedAtMs: nowMs,
      counters: new Map([['a', 3]]),
      histograms: new Map([
        ['a', { boundsMs: [100], counts: [2, 1], sumMs: 12.5 }],
      ]),
    };
    const gone = {
      ...scrape,
      process: 'gone',
      scrapedAtMs: nowMs - 25 * 3_600_000,
    };
    store.commitRound({ slots: [], baselines: [scrape, gone], roundMs: nowMs });
    reopen();
    expect(store.loadBaselines()).toEqual({
      previousRoundMs: nowMs,
      scrapes: new Map([['uid', scrape]]),
    });
  });

  describe('freezing', () => {
    it('gives the same part until it is acknowledged, also after a restart', () => {
      commit(slot(0));
      const part = store.next()!;
      expect(part).toMatchObject({
        sequence: 1,
        digest: createHash('sha256').update(part.slotsJson).digest('hex'),
        gaps: [],
        coversFromMs: START_MS,
        coversThroughMs: START_MS + 30_000,
      });
      commit(slot(1));
      reopen();
      expect(store.next()).toEqual(part);
      store.acknowledge(1);
      expect(store.next()).toMatchObject({ sequence: 2 });
      expect(slotsOf(store.next())).toEqual([slot(1)]);
    });

    it('has nothing to send while there are no slots', () => {
      expect(store.next()).toBeUndefined();
    });

    it('cuts into parts of at most 2,000 rows and counts every row once', () => {
      const rows = Array.from({ length: 4_500 }, (_, i) =>
        rowOf(`service-${i}`, { 200: 1 }),
      );
      commit(slotAt(START_MS, { requests: rows }), slot(1));
      const parts = drain();
      expect(parts.map(p => p.sequence)).toEqual([1, 2, 3]);
      parts.forEach(part =>
        expect(
          slotsOf(part).reduce((n, s) => n + s.requests.length, 0),
        ).toBeLessThanOrEqual(2_000),
      );
      expect(requestsIn(parts.flatMap(slotsOf))).toBe(4_501);
    });
  });

  describe('a spool that is full', () => {
    it('merges the oldest slots first, 30 s into 5 min, and keeps every count', () => {
      reopen(10_000);
      for (let i = 0; i < 60; i++) commit(slot(i, i));
      const { slots, bytes } = store.spoolStats();
      expect(bytes).toBeLessThanOrEqual(10_000);
      expect(slots).toBeLessThan(60);
      nowMs = START_MS + 3_600_000;
      const sent = drain().flatMap(slotsOf);
      expect(requestsIn(sent)).toBe((59 * 60) / 2);
      expect(sent[0].durationMs).toBe(300_000);
      expect(sent[sent.length - 1].durationMs).toBe(30_000);
    });

    it('goes on to hours', () => {
      reopen(2_000);
      for (let i = 0; i < 600; i++) commit(slot(i, 1));
      nowMs = START_MS + 600 * 30_000;
      const sent = drain().flatMap(slotsOf);
      expect(sent[0]).toMatchObject({
        durationMs: 3_600_000,
        coversFromMs: START_MS,
        coversThroughMs: START_MS + 3_600_000,
      });
      expect(requestsIn(sent)).toBe(600);
      expect(drain()).toEqual([]);
    });

    it('never touches the frozen part', () => {
      reopen(5_000);
      commit(slot(0));
      const part = store.next();
      for (let i = 1; i < 100; i++) commit(slot(i));
      expect(store.next()).toEqual(part);
    });

    it('drops the oldest as a recorded gap where nothing is left to merge', () => {
      const rows = Array.from({ length: 30 }, (_, i) =>
        rowOf(`s${i}`, { 200: 1 }),
      );
      reopen(6_000);
      for (let hour = 0; hour < 4; hour++) {
        commit(slotAt(START_MS + hour * 3_600_000, { requests: rows }));
      }
      const [part] = drain();
      const kept = slotsOf(part).length;
      expect(kept).toBeGreaterThan(0);
      expect(part.gaps).toEqual(
        Array.from({ length: 4 - kept }, (_, hour) => ({
          fromMs: START_MS + hour * 3_600_000,
          toMs: START_MS + hour * 3_600_000 + 30_000,
          reason: 'the spool was full',
        })),
      );
    });
  });

  it('drops slots older than 24 h as a recorded gap before freezing', () => {
    commit(slot(0), slot(1));
    nowMs = START_MS + 24 * 3_600_000 + 1;
    commit(slot(2_878));
    const [part, ...more] = drain();
    expect(more).toEqual([]);
    expect(slotsOf(part)).toEqual([slot(2_878)]);
    expect(part.gaps).toEqual([
      {
        fromMs: START_MS,
        toMs: START_MS + 60_000,
        reason: 'older than 24 h when the backend could be reached again',
      },
    ]);
  });

  it('puts a refused part aside and records its time with the next one', () => {
    commit(slot(0));
    store.next();
    store.reject(1, 'slots[0].codes: wrong');
    commit(slot(1));
    expect(store.next()).toMatchObject({
      sequence: 2,
      gaps: [
        {
          fromMs: START_MS,
          toMs: START_MS + 30_000,
          reason: 'rejected: slots[0].codes: wrong',
        },
      ],
    });
  });

  it('does not lose the gaps that travelled with a refused part', () => {
    commit(slot(0));
    store.next();
    store.reject(1, 'a');
    commit(slot(1));
    store.next();
    store.reject(2, 'b');
    commit(slot(2));
    expect(store.next()!.gaps.map(gap => gap.reason)).toEqual([
      'rejected: a',
      'rejected: b',
    ]);
  });

  describe('taking over', () => {
    it('keeps everything if it was this stream that wrote last', () => {
      commit(slot(0));
      const part = store.next();
      store.onSessionOpened({
        lastStreamId: store.streamId,
        ackedThroughMs: START_MS + 90_000,
      });
      expect(store.next()).toEqual(part);
    });

    it('keeps everything if the backend has nothing', () => {
      commit(slot(0));
      const part = store.next();
      store.onSessionOpened({});
      expect(store.next()).toEqual(part);
    });

    it('leaves out what another stream covered and reports what is missing between', () => {
      commit(slot(0), slot(1), slot(2), slot(3));
      store.next();
      const ackedThroughMs = START_MS + 75_000;
      store.onSessionOpened({ lastStreamId: 'other', ackedThroughMs });
      const part = store.next()!;
      expect(slotsOf(part)).toEqual([slot(3)]);
      expect(part.gaps).toEqual([
        {
          fromMs: ackedThroughMs,
          toMs: START_MS + 90_000,
          reason: 'change of leader',
        },
      ]);
    });

    it.each([2, 30, 24 * 365])(
      'does not believe that anyone covered the next %i h, and gives nothing up in silence',
      hours => {
        const dropped: object[] = [];
        store.close();
        store = StateStore.open(directory, {
          maxSpoolBytes: 1 << 26,
          nowMs: () => nowMs,
          onDropped: gap => dropped.push(gap),
        });
        commit(slot(0), slot(1));
        const ackedThroughMs = nowMs + hours * 3_600_000;
        store.onSessionOpened({ lastStreamId: 'other', ackedThroughMs });
        expect(store.next()).toBeUndefined();
        expect(dropped).toEqual([
          expect.objectContaining({
            fromMs: START_MS,
            toMs: START_MS + 60_000,
          }),
        ]);
        // What is counted after that is sent, long before that time has come.
        nowMs += 120_000;
        commit(slot(4));
        const part = store.next()!;
        expect(slotsOf(part)).toEqual([slot(4)]);
        expect(part.gaps).toContainEqual(dropped[0]);
      },
    );

    it('gives what was frozen and is after that a new sequence, and sends no time twice', () => {
      commit(slot(0), slot(1));
      expect(slotsOf(store.next())).toEqual([slot(0), slot(1)]);
      store.onSessionOpened({
        lastStreamId: 'other',
        ackedThroughMs: START_MS + 30_000,
      });
      const part = store.next()!;
      expect(part).toMatchObject({ sequence: 2, gaps: [] });
      expect(slotsOf(part)).toEqual([slot(1)]);
    });

    it('waits for a slot of its own before it reports the gap', () => {
      store.onSessionOpened({
        lastStreamId: 'other',
        ackedThroughMs: START_MS,
      });
      expect(store.next()).toBeUndefined();
      reopen();
      commit(slot(2));
      expect(store.next()!.gaps).toEqual([
        {
          fromMs: START_MS,
          toMs: START_MS + 60_000,
          reason: 'change of leader',
        },
      ]);
    });

    describe('of a process that could not be scraped since before', () => {
      const late = slotAt(START_MS + 120_000, {
        coversFromMs: START_MS + 30_000,
        requests: [rowOf('late@docker', { 200: 100 })],
      });
      const lead = () => {
        nowMs = START_MS + 120_000;
        const ackedThroughMs = START_MS + 90_000;
        store.onSessionOpened({ lastStreamId: 'other', ackedThroughMs });
        commit(slot(3));
        expect(drain().flatMap(slotsOf)).toEqual([slot(3)]);
      };

      it.each(['still', 'in its next session'])(
        'leaves out what the other stream has counted, %s',
        when => {
          lead();
          if (when !== 'still') {
            store.onSessionOpened({
              lastStreamId: store.streamId,
              ackedThroughMs: START_MS + 120_000,
            });
          }
          nowMs = START_MS + 150_000;
          commit(slot(4), late);
          const [part, ...others] = drain();
          expect(others).toEqual([]);
          expect(slotsOf(part)).toEqual([slot(4)]);
          expect(part.gaps).toEqual([
            {
              fromMs: START_MS + 90_000,
              toMs: START_MS + 150_000,
              reason: 'change of leader',
            },
          ]);
        },
      );

      it('takes nothing for such where the clock was set back', () => {
        lead();
        nowMs = START_MS + 60_000;
        commit(slot(1));
        expect(drain().flatMap(slotsOf)).toEqual([slot(1)]);
      });
    });

    it('reports no gap where its first slot begins just there', () => {
      store.onSessionOpened({
        lastStreamId: 'other',
        ackedThroughMs: START_MS,
      });
      commit(slot(0));
      expect(store.next()!.gaps).toEqual([]);
    });
  });

  it('forgets as a standby what the leader delivered', () => {
    commit(slot(0), slot(1), slot(2));
    store.pruneCovered(START_MS + 60_000);
    expect(drain().flatMap(slotsOf)).toEqual([slot(2)]);
  });

  it('goes on as a new stream, giving up what was frozen as a gap', () => {
    const { streamId } = store;
    commit(slot(0));
    store.next();
    store.renewStream('copied');
    expect(store.streamId).not.toBe(streamId);
    commit(slot(1));
    expect(store.next()).toMatchObject({
      sequence: 1,
      gaps: [{ fromMs: START_MS, toMs: START_MS + 30_000, reason: 'copied' }],
    });
  });
});
