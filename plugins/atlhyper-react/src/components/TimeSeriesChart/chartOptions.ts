import type { Options, Series } from 'uplot';

/** One line of a chart; `values[i]` belongs to `timesMs[i]`, `undefined` leaves a gap. */
export type ChartSeries = {
  label: string;
  values: ReadonlyArray<number | undefined>;
  color: string;
  /** Drawn with dashes, for targets and maxima: a chart of these alone has no data. */
  dashed?: boolean;
  /** A dashed line that is data all the same, such as an earlier period. */
  isData?: boolean;
  /** Draws the line across gaps, for one that is known by its ends. */
  joinGaps?: boolean;
};

export type ChartColors = { text: string; grid: string };

const DASH = [6, 4];
/** Distances between marks for values in bytes: 1, 2, 4 … 2^50. */
const BINARY_INCREMENTS = Array.from({ length: 51 }, (_, i) => 2 ** i);

const isPointedAt = (index?: number | null) =>
  index !== null && index !== undefined;

/** uPlot's options for lines over time with one unit; `format` gives a value its unit. */
// eslint-disable-next-line max-lines-per-function -- one object of options
export function chartOptions(input: {
  series: readonly ChartSeries[];
  timeLabel: string;
  format: (value?: number) => string;
  formatTime: (timeMs?: number) => string;
  /** Text of a mark on the time axis, given the distance between two of them. */
  formatTick: (timeMs: number, stepMs: number) => string;
  colors: ChartColors;
  size: { width: number; height: number };
  range?: [number, number];
  binary?: boolean;
}): Options {
  const { colors, format, formatTime, range, binary } = input;
  const axis = {
    stroke: colors.text,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { stroke: colors.grid, width: 1 },
  };
  return {
    ...input.size,
    ms: 1,
    legend: { live: true },
    cursor: { points: { size: 6 } },
    scales: {
      x: { time: true },
      y: range
        ? { range: () => range }
        : {
            range: (_, min, max) => [
              Math.min(0, min ?? 0),
              max > 0 ? max * 1.1 : 1,
            ],
          },
    },
    axes: [
      {
        ...axis,
        values: (_, ticks, _axis, _space, stepMs) =>
          ticks.map(tick => input.formatTick(tick, stepMs)),
      },
      {
        ...axis,
        size: 76,
        incrs: binary ? BINARY_INCREMENTS : undefined,
        values: (_, ticks) => ticks.map(tick => format(tick)),
      },
    ],
    series: [
      {
        label: input.timeLabel,
        // Without a pointer there is no value to read out: a dash would look like missing data.
        value: (_, timeMs, _series, index) =>
          isPointedAt(index) ? formatTime(timeMs ?? undefined) : '',
      },
      ...input.series.map(
        (series): Series => ({
          label: series.label,
          stroke: series.color,
          width: 2,
          dash: series.dashed ? DASH : undefined,
          spanGaps: series.joinGaps,
          // Drawn only where they stand apart: a lone value between gaps has no line.
          points: { size: 4 },
          value: (_, value, _series, index) =>
            isPointedAt(index) ? format(value ?? undefined) : '',
        }),
      ),
    ],
  };
}
