import type { Options, Series } from 'uplot';

/** One line of a chart; `values[i]` belongs to `timesMs[i]`, `undefined` leaves a gap. */
export type ChartSeries = {
  label: string;
  values: ReadonlyArray<number | undefined>;
  color: string;
  /** Drawn with dashes, for targets and maxima. */
  dashed?: boolean;
};

export type ChartColors = { text: string; grid: string };

const DASH = [6, 4];

/** uPlot's options for lines over time with one unit; `format` gives a value its unit. */
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
}): Options {
  const { colors, format, formatTime, range } = input;
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
        values: (_, ticks) => ticks.map(tick => format(tick)),
      },
    ],
    series: [
      {
        label: input.timeLabel,
        value: (_, timeMs) => formatTime(timeMs ?? undefined),
      },
      ...input.series.map(
        (series): Series => ({
          label: series.label,
          stroke: series.color,
          width: 2,
          dash: series.dashed ? DASH : undefined,
          // Drawn only where they stand apart: a lone value between gaps has no line.
          points: { size: 4 },
          value: (_, value) => format(value ?? undefined),
        }),
      ),
    ],
  };
}
