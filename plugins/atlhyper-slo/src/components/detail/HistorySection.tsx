import { useMemo } from 'react';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useFormatters,
  useUrlState,
  type ChartSeries,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import {
  availabilityRange,
  measureOf,
  type Measure,
} from '../../model/historySeries';
import { itemName } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import type { Shown } from './ItemDetail';
import { SERIES_COLORS } from './seriesColors';
import { useHistory } from './useHistory';

const useStyles = makeStyles(theme => ({
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(3),
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 3),
    marginBottom: theme.spacing(2),
  },
  option: { color: theme.palette.text.secondary },
}));

const KINDS = ['availability', 'error_rate'] as const;

/** Lines of a measure, with the target as a line of its own where there is one. */
function useSeries(history: SloHistoryResponse) {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return useMemo(() => {
    const complete = { bucketMs: history.bucketMs, nowMs: Date.now() };
    return (
      measure: Measure,
      line: { label: string; color: string; target?: number },
    ): ChartSeries[] => [
      {
        label: line.label,
        color: line.color,
        values: history.points.map(p => measureOf(p, measure, complete)),
      },
      ...(line.target === undefined
        ? []
        : [
            {
              label: t('history.target'),
              values: history.points.map(() => line.target),
              color: SERIES_COLORS.target,
              dashed: true,
            },
          ]),
    ];
  }, [history, t]);
}

const Charts = (props: {
  history: SloHistoryResponse;
  kind: (typeof KINDS)[number];
}) => {
  const { history, kind } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const series = useSeries(history);
  const charts = useMemo(() => {
    const { availability, p95_latency: p95 } = history.target;
    const ratio = series(kind, {
      label: t(`history.${kind}`),
      color:
        kind === 'availability'
          ? SERIES_COLORS.availability
          : SERIES_COLORS.errorRate,
      target: kind === 'availability' ? availability : 100 - availability,
    });
    return {
      timesMs: history.points.map(point => point.startMs),
      ratio,
      range:
        kind === 'availability'
          ? availabilityRange(ratio[0].values, availability)
          : undefined,
      latency: series('p95_latency', {
        label: t('history.latency'),
        color: SERIES_COLORS.latency,
        target: p95,
      }),
      rate: series('rate', {
        label: t('history.rate'),
        color: SERIES_COLORS.rate,
      }),
    };
  }, [history, series, kind, t]);
  return (
    <div className={classes.charts}>
      <TimeSeriesChart
        title={t(`history.${kind}`)}
        timesMs={charts.timesMs}
        series={charts.ratio}
        format={format.percent}
        range={charts.range}
      />
      <TimeSeriesChart
        title={t('history.latency')}
        timesMs={charts.timesMs}
        series={charts.latency}
        format={format.milliseconds}
      />
      <TimeSeriesChart
        title={t('history.rate')}
        timesMs={charts.timesMs}
        series={charts.rate}
        format={format.perSecond}
      />
    </div>
  );
};

/** Availability or error rate, P95 latency and request rate over the window, with the target. */
export const HistorySection = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [kind, setKind] = useUrlState<(typeof KINDS)[number]>('measure', {
    defaultValue: 'availability',
    allowed: KINDS,
  });
  const polled = useHistory(props.shown);
  return (
    <>
      <div className={classes.head}>
        <Typography variant="subtitle1" component="h3">
          {t('history.title', {
            name: itemName(details.item) + (part ? ` ${part.label}` : ''),
          })}
        </Typography>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={kind}
          onChange={(_, next) => next && setKind(next)}
          aria-label={t('history.measure')}
        >
          {KINDS.map(option => (
            <ToggleButton
              key={option}
              value={option}
              className={classes.option}
            >
              {t(`history.${option}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <PolledContent polled={polled}>
        {history => <Charts history={history} kind={kind} />}
      </PolledContent>
    </>
  );
};
