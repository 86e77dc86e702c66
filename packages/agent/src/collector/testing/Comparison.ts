import type { Scrape } from './NodeExporter';

/** One of our samples, between the two scrapes of the other that were made just before and after. */
export type Bracket<T> = {
  before: Scrape;
  ours: T;
  after: Scrape;
  monotonicMs: number;
};

type Row = {
  figure: string;
  ours: number;
  from: number;
  to: number;
  agrees: boolean;
};

type Range = { from: number; to: number };

/** Text of the kernel is rounded, as is the sum of many numbers. */
const RELATIVE_ERROR = 1e-6;

/**
 * Compares figures of ours with those of an exporter whose scrapes lie around our samples.
 *
 * A counter never falls, so what it rose by between our samples is at least what it rose by between
 * the inner scrapes and at most what it rose by between the outer ones: exact bounds, whatever the
 * machine does meanwhile.
 */
export class Comparison<T> {
  readonly rows: Row[] = [];

  constructor(
    private readonly first: Bracket<T>,
    private readonly second: Bracket<T>,
  ) {}

  get seconds(): number {
    return (this.second.monotonicMs - this.first.monotonicMs) / 1000;
  }

  /** Names of the series with this name, each with its labels as text. */
  labelsOf(name: string): string[] {
    return [...this.second.after.keys()]
      .filter(key => key.startsWith(`${name}{`))
      .map(key => key.slice(name.length));
  }

  /** A rate of ours against one counter or the sum of several. */
  rate(
    figure: string,
    ours: number | undefined,
    series: string | readonly string[],
    unit: number = 1,
  ): void {
    const { from, to } = this.riseOf(series);
    this.add(figure, ours, {
      from: (from * unit) / this.seconds,
      to: (to * unit) / this.seconds,
    });
  }

  /** A share of ours, which never says more than 1. */
  share(
    figure: string,
    ours: number | undefined,
    series: string | readonly string[],
  ): void {
    const { from, to } = this.riseOf(series);
    this.add(figure, ours, {
      from: Math.min(1, from / this.seconds),
      to: Math.min(1, to / this.seconds),
    });
  }

  /**
   * The ratio of two counters' rises, each give or take `error`; not compared where the second may
   * not have risen.
   */
  ratio(
    figure: string,
    ours: number | undefined,
    part: string | readonly string[],
    whole: string | readonly string[],
    { unit = 1, error = 0 }: { unit?: number; error?: number } = {},
  ): void {
    const parts = this.riseOf(part);
    const wholes = this.riseOf(whole);
    if (wholes.from - error <= 0) return;
    this.add(figure, ours, {
      from: ((parts.from - error) / (wholes.to + error)) * unit,
      to: ((parts.to + error) / (wholes.from - error)) * unit,
    });
  }

  /** A figure of one moment: between what the other gave before and after, give or take. */
  moment(
    figure: string,
    ours: number | undefined,
    series: string | readonly string[],
    tolerance: number = 0,
  ): void {
    const before = valueOf(this.second.before, series);
    const after = valueOf(this.second.after, series);
    this.add(figure, ours, {
      from: Math.min(before, after) - tolerance,
      to: Math.max(before, after) + tolerance,
    });
  }

  private riseOf(series: string | readonly string[]): Range {
    const { first, second } = this;
    return {
      from: Math.max(
        0,
        valueOf(second.before, series) - valueOf(first.after, series),
      ),
      to: valueOf(second.after, series) - valueOf(first.before, series),
    };
  }

  private add(figure: string, ours: number | undefined, range: Range): void {
    // What only one of them gives is not compared.
    if (ours === undefined || !Number.isFinite(range.from + range.to)) return;
    const error =
      Math.max(Math.abs(range.from), Math.abs(range.to)) * RELATIVE_ERROR +
      1e-9;
    this.rows.push({
      figure,
      ours,
      ...range,
      agrees: ours >= range.from - error && ours <= range.to + error,
    });
  }
}

function valueOf(scrape: Scrape, series: string | readonly string[]): number {
  return [series]
    .flat()
    .reduce((sum, name) => sum + (scrape.get(name) ?? NaN), 0);
}

/** Every figure with ours, the bounds of the other, and whether they agree. */
export function toTable(rows: readonly Row[]): string {
  const number = (value: number) =>
    String(Number(value.toPrecision(7))).padStart(16);
  return rows
    .map(
      ({ figure, ours, from, to, agrees }) =>
        `${figure.padEnd(44)}${number(ours)}${number(from)}${number(to)}  ${
          agrees ? 'agree' : 'DIFFER'
        }\n`,
    )
    .join('');
}
