import { equalBytes, FNV_OFFSET, FNV_PRIME } from './bytes';
import type { ExpositionSeries } from './types';

const NONE = -1;

/**
 * Series by the bytes they are written in: an open-addressing table over one arena of bytes.
 *
 * Two spellings of a series are two entries with one object. A hash only finds candidates; what
 * decides is the comparison of all bytes, so a collision cannot mix two series.
 */
export class SeriesTable {
  /** Series of each entry; `undefined` marks bytes that are known not to be wanted. */
  private series: (ExpositionSeries | undefined)[] = [];
  private starts = new Int32Array(256);
  private lengths = new Int32Array(256);
  private hashes = new Int32Array(256);
  private nexts = new Int32Array(256);
  private lastReads = new Int32Array(256);
  private slots = new Int32Array(512).fill(NONE);
  private arena = new Uint8Array(16_384);
  private arenaEnd = 0;
  private readonly byHash = new Map<number, ExpositionSeries[]>();
  private nextId = 0;

  get size(): number {
    return this.series.length;
  }

  seriesOf(entry: number): ExpositionSeries | undefined {
    return this.series[entry];
  }

  /** The entry that came after `entry` last time, or -1. */
  nextOf(entry: number): number {
    return this.nexts[entry];
  }

  setNext(entry: number, next: number): void {
    this.nexts[entry] = next;
  }

  lengthOf(entry: number): number {
    return this.lengths[entry];
  }

  markRead(entry: number, read: number): void {
    this.lastReads[entry] = read;
  }

  /** Whether the bytes at `at` begin with those of `entry`. */
  startsWith(entry: number, bytes: Uint8Array, at: number): boolean {
    const length = this.lengths[entry];
    if (at + length > bytes.length) return false;
    return equalBytes(bytes, at, this.arena, this.starts[entry], length);
  }

  /** The entry with exactly these bytes, or -1. */
  find(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.slots[slot];
      if (entry === NONE) return NONE;
      if (
        this.hashes[entry] === hash &&
        this.lengths[entry] === end - start &&
        equalBytes(bytes, start, this.arena, this.starts[entry], end - start)
      )
        return entry;
    }
  }

  /** Adds bytes that `find` did not find; `series` without its id, or nothing if unwanted. */
  add(
    hash: number,
    text: Uint8Array,
    series: Omit<ExpositionSeries, 'id'> | undefined,
  ): number {
    const entry = this.series.length;
    this.reserve(entry + 1, text.length);
    this.arena.set(text, this.arenaEnd);
    this.starts[entry] = this.arenaEnd;
    this.lengths[entry] = text.length;
    this.hashes[entry] = hash;
    this.nexts[entry] = NONE;
    this.arenaEnd += text.length;
    this.series.push(series && this.intern(series));
    this.link(entry);
    return entry;
  }

  /**
   * Forgets the series that were last read before `read`. Their ids are not given again; entries
   * are numbered anew.
   */
  forgetBefore(read: number): void {
    const { series, starts, lengths, hashes, lastReads, arena } = this;
    this.series = [];
    this.starts = new Int32Array(256);
    this.lengths = new Int32Array(256);
    this.hashes = new Int32Array(256);
    this.nexts = new Int32Array(256);
    this.lastReads = new Int32Array(256);
    this.slots = new Int32Array(512).fill(NONE);
    this.arena = new Uint8Array(16_384);
    this.arenaEnd = 0;
    this.byHash.clear();
    for (let old = 0; old < series.length; old++) {
      const kept = series[old];
      if (lastReads[old] < read) continue;
      if (kept && !this.isKnown(kept)) this.remember(hashSeries(kept), kept);
      const text = arena.subarray(starts[old], starts[old] + lengths[old]);
      const entry = this.add(hashes[old], text, kept);
      this.lastReads[entry] = lastReads[old];
    }
  }

  /** How many entries were last read before `read`. */
  countBefore(read: number): number {
    let count = 0;
    for (let entry = 0; entry < this.series.length; entry++) {
      if (this.lastReads[entry] < read) count += 1;
    }
    return count;
  }

  private intern(series: Omit<ExpositionSeries, 'id'>): ExpositionSeries {
    const hash = hashSeries(series);
    const known = this.byHash.get(hash) ?? [];
    const same = known.find(other => equalSeries(series, other));
    if (same) return same;
    const { name, labels } = series;
    const added = { id: this.nextId++, name, labels };
    this.remember(hash, added);
    return added;
  }

  private isKnown(series: ExpositionSeries): boolean {
    return this.byHash.get(hashSeries(series))?.includes(series) ?? false;
  }

  private remember(hash: number, series: ExpositionSeries): void {
    const known = this.byHash.get(hash);
    if (known) known.push(series);
    else this.byHash.set(hash, [series]);
  }

  private link(entry: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[entry] & mask;
    while (this.slots[slot] !== NONE) slot = (slot + 1) & mask;
    this.slots[slot] = entry;
  }

  private reserve(entries: number, bytes: number): void {
    if (this.arenaEnd + bytes > this.arena.length) {
      const size = Math.max(this.arena.length * 2, this.arenaEnd + bytes);
      const arena = new Uint8Array(size);
      arena.set(this.arena);
      this.arena = arena;
    }
    if (entries <= this.starts.length) return;
    const size = this.starts.length * 2;
    this.starts = grow(this.starts, size);
    this.lengths = grow(this.lengths, size);
    this.hashes = grow(this.hashes, size);
    this.nexts = grow(this.nexts, size);
    this.lastReads = grow(this.lastReads, size);
    this.slots = new Int32Array(size * 2).fill(NONE);
    for (let entry = 0; entry < entries - 1; entry++) this.link(entry);
  }
}

function grow(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(array);
  return grown;
}

/** A hash that does not depend on the order of the labels. */
function hashSeries(series: Omit<ExpositionSeries, 'id'>): number {
  let hash = hashText(series.name, FNV_OFFSET);
  for (const label in series.labels) {
    if (Object.hasOwn(series.labels, label))
      hash += hashText(series.labels[label], hashText(label, FNV_OFFSET));
  }
  return hash | 0;
}

function hashText(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash;
}

function equalSeries(
  a: Omit<ExpositionSeries, 'id'>,
  b: Omit<ExpositionSeries, 'id'>,
): boolean {
  const names = Object.keys(a.labels);
  return (
    a.name === b.name &&
    names.length === Object.keys(b.labels).length &&
    names.every(
      name =>
        Object.hasOwn(b.labels, name) && a.labels[name] === b.labels[name],
    )
  );
}
