/** One series of an exposition: the same object for the same series on every read. */
export type ExpositionSeries = {
  /** Counts up from 0 per reader and is never given twice. */
  id: number;
  /** The name of the sample, with `_bucket`, `_sum` or `_count`. */
  name: string;
  labels: Readonly<Record<string, string>>;
};

/** A line that was skipped, counted from 1. */
export type ExpositionProblem = { line: number; message: string };

export type ExpositionReader = {
  /**
   * Visits every sample of a wanted metric, in the order of the text; NaN is no sample unless
   * the reader was made to visit it. Bad lines are skipped and reported, the first 20 one by one and the others in one last entry.
   */
  read(
    bytes: Uint8Array,
    visit: (series: ExpositionSeries, value: number) => void,
  ): ExpositionProblem[];
};
