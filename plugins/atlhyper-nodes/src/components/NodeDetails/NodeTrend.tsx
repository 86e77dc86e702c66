import { useMemo } from 'react';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type NodeHistoryResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useFormatters,
  useEndpoint,
  useUrlState,
  type ChartSeries,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import {
  TREND_GROUPS,
  withGaps,
  type TrendChart,
  type TrendGroup,
  type TrendUnit,
} from './trendCharts';

const HOURS = ['1', '6', '24', '168', '720', '2160', '9600'] as const;
const GROUPS = Object.keys(TREND_GROUPS) as TrendGroup[];
const POLL_MS = 60_000;
const FRACTION_RANGE: [number, number] = [0, 1];

const useStyles = makeStyles(theme => ({
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(3),
    marginTop: theme.spacing(2),
  },
  choices: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2) },
  choice: { minWidth: 140 },
}));

/** How values of a unit are written; the functions stay the same from render to render. */
function useUnits(): Record<TrendUnit, (value?: number) => string> {
  const format = useFormatters();
  return useMemo(
    () => ({
      fraction: format.fraction,
      share: format.fraction,
      bytes: format.bytesPerSecond,
      number: format.number,
      rate: format.perSecond,
      celsius: (value?: number) => format.celsius(value),
    }),
    [format],
  );
}

const Charts = (props: {
  response: NodeHistoryResponse;
  group: TrendGroup;
}) => {
  const { response, group } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const units = useUnits();
  const { timesMs, charts } = useMemo(() => {
    const { values, ...rest } = withGaps(response);
    const toSeries = (chart: TrendChart): ChartSeries[] =>
      chart.lines.flatMap(({ label, metric, color }) => [
        {
          label: t(label ? `trend.${label}` : 'trend.average'),
          values: values(metric, 'avg'),
          color,
        },
        {
          label: label
            ? t('trend.maximumOf', { name: t(`trend.${label}`) })
            : t('trend.maximum'),
          values: values(metric, 'max'),
          color,
          dashed: true,
        },
      ]);
    return {
      timesMs: rest.timesMs,
      charts: (TREND_GROUPS[group] as TrendChart[]).map(chart => ({
        ...chart,
        series: toSeries(chart),
      })),
    };
  }, [response, group, t]);
  return (
    <div className={classes.charts}>
      {charts.map(({ name, unit, series }) => (
        <TimeSeriesChart
          key={name}
          title={t(`trend.${name}`)}
          timesMs={timesMs}
          series={series}
          format={units[unit]}
          range={unit === 'fraction' ? FRACTION_RANGE : undefined}
          binary={unit === 'bytes'}
        />
      ))}
    </div>
  );
};

/**
 * How the figures of a node went, average and maximum of every bucket. Which figures and how far
 * back stands in the address, for all nodes of the page.
 */
export const NodeTrend = (props: { cluster: string; node: string }) => {
  const { cluster, node } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const [hours, setHours] = useUrlState('hours', {
    defaultValue: '24',
    allowed: HOURS,
  });
  const [group, setGroup] = useUrlState('trend', {
    defaultValue: 'overview',
    allowed: GROUPS,
  });
  const polled = useEndpoint(
    endpoints.getNodeHistory,
    { params: { cluster, node }, query: { hours: Number(hours) } },
    { intervalMs: POLL_MS },
  );
  return (
    <>
      <div className={classes.choices}>
        <TextField
          select
          size="small"
          variant="outlined"
          id={`atlhyper-trend-group-${cluster}-${node}`}
          label={t('trend.group')}
          value={group}
          onChange={event => setGroup(event.target.value as TrendGroup)}
          className={classes.choice}
        >
          {GROUPS.map(option => (
            <MenuItem key={option} value={option}>
              {t(`trend.group_${option}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          size="small"
          variant="outlined"
          id={`atlhyper-trend-${cluster}-${node}`}
          label={t('trend.hours')}
          value={hours}
          onChange={event => setHours(event.target.value as typeof hours)}
          className={classes.choice}
        >
          {HOURS.map(option => (
            <MenuItem key={option} value={option}>
              {t(`trend.hours_${option}`)}
            </MenuItem>
          ))}
        </TextField>
      </div>
      <PolledContent polled={polled} permission="atlhyper.node.read">
        {response => <Charts response={response} group={group} />}
      </PolledContent>
    </>
  );
};
