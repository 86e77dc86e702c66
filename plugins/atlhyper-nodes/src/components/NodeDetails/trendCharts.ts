import type {
  NodeHistoryResponse,
  NodeMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/**
 * What the values of a chart are, which decides how they are written. A `fraction` is shown up to
 * the whole, a `share` up to its greatest value: waiting matters long before it takes all the time.
 */
export type TrendUnit =
  | 'fraction'
  | 'share'
  | 'bytes'
  | 'number'
  | 'celsius'
  | 'rate';

/** One chart: its name and its lines, each of which is drawn as average and maximum. */
export type TrendChart = {
  name: TrendChartName;
  unit: TrendUnit;
  lines: {
    label?: 'receive' | 'transmit' | 'read' | 'write';
    metric: NodeMetric;
    color: string;
  }[];
};

export type TrendChartName =
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'load'
  | 'swap'
  | 'diskIo'
  | 'diskBusy'
  | 'cpuPressure'
  | 'memoryPressure'
  | 'ioPressure'
  | 'temperature'
  | 'retransmits';

const BLUE = '#1976d2';
const GREEN = '#2e7d32';
const ORANGE = '#e65100';
const PURPLE = '#7b1fa2';
const TEAL = '#00838f';
const RED = '#c62828';

const single = (
  name: TrendChartName,
  metric: NodeMetric,
  color: string,
  unit: TrendUnit = 'fraction',
): TrendChart => ({ name, unit, lines: [{ metric, color }] });

/** The charts that are shown together, by what a person asks for. */
export const TREND_GROUPS = {
  overview: [
    single('cpu', 'cpuUsedFraction', BLUE),
    single('memory', 'memoryUsedFraction', GREEN),
    single('disk', 'diskUsedFraction', ORANGE),
    {
      name: 'network',
      unit: 'bytes',
      lines: [
        {
          label: 'receive',
          metric: 'networkReceiveBytesPerSecond',
          color: PURPLE,
        },
        {
          label: 'transmit',
          metric: 'networkTransmitBytesPerSecond',
          color: TEAL,
        },
      ],
    },
  ],
  disks: [
    {
      name: 'diskIo',
      unit: 'bytes',
      lines: [
        { label: 'read', metric: 'diskReadBytesPerSecond', color: BLUE },
        { label: 'write', metric: 'diskWriteBytesPerSecond', color: ORANGE },
      ],
    },
    single('diskBusy', 'diskBusyFraction', RED),
  ],
  pressure: [
    single('cpuPressure', 'cpuPressureFraction', BLUE, 'share'),
    single('memoryPressure', 'memoryPressureFraction', GREEN, 'share'),
    single('ioPressure', 'ioPressureFraction', ORANGE, 'share'),
  ],
  temperature: [single('temperature', 'temperatureMaxCelsius', RED, 'celsius')],
  load: [
    single('load', 'load1', BLUE, 'number'),
    single('swap', 'swapUsedFraction', GREEN),
    single('retransmits', 'tcpRetransmitsPerSecond', RED, 'rate'),
  ],
} satisfies Record<string, TrendChart[]>;

export type TrendGroup = keyof typeof TREND_GROUPS;

/** One point per bucket from first to last, so that a pause of the collector stays a gap. */
export function withGaps(response: NodeHistoryResponse) {
  const byStart = new Map(
    response.history.map(point => [point.startMs, point.metrics]),
  );
  const first = response.history[0]?.startMs ?? response.fromMs;
  const last = response.history[response.history.length - 1]?.startMs ?? first;
  const timesMs: number[] = [];
  for (let startMs = first; startMs <= last; startMs += response.bucketMs) {
    timesMs.push(startMs);
  }
  const values = (metric: NodeMetric, part: 'avg' | 'max') =>
    timesMs.map(startMs => byStart.get(startMs)?.[metric]?.[part]);
  return { timesMs, values };
}
