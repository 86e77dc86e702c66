import {
  BACKSLASH,
  CLOSE,
  FNV_OFFSET,
  FNV_PRIME,
  HASH,
  isBlank,
  NEWLINE,
  OPEN,
  QUOTE,
  RETURN,
  SPACE,
} from './bytes';
import { parseDecimal } from './parseDecimal';
import { ExpositionSyntaxError, parseSeries } from './parseSeries';
import { SeriesTable } from './SeriesTable';
import type { ExpositionProblem, ExpositionSeries } from './types';

const MAX_PROBLEMS = 20;
/** U+FEFF in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Metric names by their bytes, so that a name is judged without decoding it. */
export function createNameTable(names: Iterable<string>): SeriesTable {
  const table = new SeriesTable();
  const encoder = new TextEncoder();
  for (const name of new Set(names)) {
    const bytes = encoder.encode(name);
    table.add(hashBytes(bytes, 0, bytes.length), bytes, undefined);
  }
  return table;
}

export type ScanContext = {
  wanted: ReadonlySet<string>;
  wantedNames: SeriesTable;
  table: SeriesTable;
  readCount: number;
  visitNaN: boolean;
  visit: (series: ExpositionSeries, value: number) => void;
};

/** One pass over one exposition. */
export class ExpositionScan {
  private at = 0;
  private line = 0;
  /** The entry of the sample before, which knows what came next last time; -1 for none. */
  private last = -1;
  private readonly problems: ExpositionProblem[] = [];
  private unreported = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly context: ScanContext,
  ) {}

  run(): ExpositionProblem[] {
    const { bytes } = this;
    this.at = startOfText(bytes);
    while (this.at < bytes.length) {
      this.line += 1;
      if (!this.readExpected()) this.readLine();
    }
    if (this.unreported > 0) {
      const message = `${this.unreported} more bad lines up to here`;
      this.problems.push({ line: this.line, message });
    }
    return this.problems;
  }

  /** Reads the line if it is the series that came next last time. */
  private readExpected(): boolean {
    if (this.last < 0) return false;
    const { table } = this.context;
    const expected = table.nextOf(this.last);
    if (expected < 0 || !table.startsWith(expected, this.bytes, this.at))
      return false;
    const end = this.at + table.lengthOf(expected);
    if (this.bytes[end] !== SPACE || this.bytes[end + 1] === OPEN) return false;
    this.readSample(expected, end);
    return true;
  }

  private readLine(): void {
    const { bytes } = this;
    while (isBlank(bytes[this.at])) this.at += 1;
    const first = bytes[this.at] ?? NEWLINE;
    if (first === HASH || first === NEWLINE || first === RETURN) {
      this.skipLine();
      return;
    }
    const start = this.at;
    const hash = this.hashName();
    const named = this.at > start;
    if (
      named &&
      this.context.wantedNames.find(hash, bytes, start, this.at) < 0
    ) {
      this.skipLine();
      return;
    }
    try {
      const entry = this.findEntry(start, hash);
      if (this.context.table.seriesOf(entry)) this.readSample(entry, this.at);
      else this.skipLine();
    } catch (error) {
      if (!(error instanceof ExpositionSyntaxError)) throw error;
      this.report(error.message);
      this.skipLine();
    }
  }

  /** Hash of the metric name at `at`, which is left behind the name. */
  private hashName(): number {
    const { bytes } = this;
    let hash = FNV_OFFSET;
    let at = this.at;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === OPEN || byte <= SPACE) break;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    this.at = at;
    return hash;
  }

  /** The entry of the series from `start`; leaves `at` behind the series. */
  private findEntry(start: number, nameHash: number): number {
    const { bytes } = this;
    const { table, wanted } = this.context;
    const hash = this.hashLabels(nameHash);
    if (hash !== undefined) {
      const known = table.find(hash, bytes, start, this.at);
      if (known >= 0) return known;
    }
    const { name, labels, end } = parseSeries(bytes, start);
    this.at = end;
    const text = bytes.subarray(start, end);
    const known = wanted.has(name) ? { name, labels } : undefined;
    return table.add(hashBytes(bytes, start, end), text, known);
  }

  /**
   * The hash continued over the labels at `at`, if there are any; `undefined` if they do not end
   * before the line does.
   */
  private hashLabels(nameHash: number): number | undefined {
    const { bytes } = this;
    let at = this.at;
    while (isBlank(bytes[at])) at += 1;
    if (bytes[at] !== OPEN) return nameHash;
    at = this.at;
    let hash = nameHash;
    let quoted = false;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE) return undefined;
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === CLOSE && !quoted) {
        this.at = at + 1;
        return hash;
      } else if (byte === BACKSLASH && quoted && bytes[at + 1] !== NEWLINE) {
        at += 1;
        hash = Math.imul(hash ^ bytes[at], FNV_PRIME);
      }
    }
    return undefined;
  }

  /** Reads the value at `start` and what follows it; leaves `at` at the next line. */
  private readSample(entry: number, start: number): void {
    const { bytes } = this;
    const { table, readCount, visitNaN, visit } = this.context;
    if (this.last >= 0) table.setNext(this.last, entry);
    this.last = entry;
    table.markRead(entry, readCount);
    let at = start;
    while (isBlank(bytes[at])) at += 1;
    const valueStart = at;
    while (at < bytes.length && bytes[at] > SPACE) at += 1;
    const value = parseDecimal(bytes, valueStart, at);
    this.at = at;
    if (value === undefined) this.report('bad value');
    else if (bytes[at] !== NEWLINE && !this.isGoodRest())
      this.report('bad text after the value');
    else if (visitNaN || !Number.isNaN(value))
      visit(table.seriesOf(entry)!, value);
    this.skipLine();
  }

  /** Whether the line goes on with nothing, a timestamp, an exemplar or both. */
  private isGoodRest(): boolean {
    const { bytes } = this;
    let at = this.at;
    for (let timestamps = 0; ; timestamps++) {
      while (isBlank(bytes[at])) at += 1;
      const byte = bytes[at] ?? NEWLINE;
      if (byte === NEWLINE || byte === HASH) return true;
      if (byte === RETURN) return (bytes[at + 1] ?? NEWLINE) === NEWLINE;
      const start = at;
      while (at < bytes.length && bytes[at] > SPACE) at += 1;
      if (timestamps > 0 || parseDecimal(bytes, start, at) === undefined)
        return false;
    }
  }

  private skipLine(): void {
    const { bytes } = this;
    if (bytes[this.at] === NEWLINE) {
      this.at += 1;
      return;
    }
    const newline = bytes.indexOf(NEWLINE, this.at);
    this.at = newline < 0 ? bytes.length : newline + 1;
  }

  private report(message: string): void {
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push({ line: this.line, message });
    else this.unreported += 1;
  }
}

/** Behind the byte order mark that some editors put before a text. */
function startOfText(bytes: Uint8Array): number {
  const isMarked = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
  return isMarked ? BYTE_ORDER_MARK.length : 0;
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at++)
    hash = Math.imul(hash ^ bytes[at], FNV_PRIME);
  return hash;
}
