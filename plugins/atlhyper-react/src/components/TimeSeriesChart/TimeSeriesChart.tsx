import { useEffect, useId, useRef } from 'react';
import Typography from '@material-ui/core/Typography';
import { lighten, makeStyles, useTheme } from '@material-ui/core/styles';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';
import { ChartTable } from '../ChartTable/ChartTable';
import { chartOptions, type ChartSeries } from './chartOptions';

const useStyles = makeStyles(theme => ({
  root: { margin: 0 },
  plot: {
    width: '100%',
    '& .u-legend': {
      ...theme.typography.body2,
      color: theme.palette.text.primary,
      textAlign: 'left',
    },
    '& .u-legend .u-marker': { borderWidth: 2 },
  },
}));

/**
 * Lines over time that share a unit, with a legend that reads out the values under the pointer and
 * the same figures as a table below.
 */
export const TimeSeriesChart = (props: {
  title: string;
  timesMs: readonly number[];
  series: readonly ChartSeries[];
  format: (value?: number) => string;
  height?: number;
  /** Fixed ends of the value axis; from zero to a little over the greatest value where absent. */
  range?: [number, number];
  /** Marks the value axis at powers of two, for values in bytes. */
  binary?: boolean;
}) => {
  const { title, timesMs, series, format, height = 200, range, binary } = props;
  const classes = useStyles();
  const theme = useTheme();
  const titleId = useId();
  const formatters = useFormatters();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const host = useRef<HTMLDivElement>(null);
  // A target alone is no data.
  const hasData = series.some(
    line =>
      (!line.dashed || line.isData) &&
      line.values.some(value => value !== undefined),
  );
  const isDark = theme.palette.type === 'dark';

  useEffect(() => {
    const element = host.current;
    if (!element || !hasData) {
      return undefined;
    }
    const plot = new UPlot(
      chartOptions({
        series: isDark
          ? series.map(line => ({ ...line, color: lighten(line.color, 0.45) }))
          : series,
        timeLabel: t('chart.time'),
        format,
        formatTime: formatters.dateTime,
        formatTick: formatters.tick,
        colors: {
          text: theme.palette.text.secondary,
          grid: theme.palette.divider,
        },
        size: { width: element.clientWidth || 600, height },
        range,
        binary,
      }),
      // uPlot takes `null` for a gap; `undefined` would join the neighbours.
      [
        [...timesMs],
        ...series.map(line => line.values.map(value => value ?? null)),
      ],
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [
    series,
    timesMs,
    format,
    formatters,
    theme,
    isDark,
    t,
    height,
    range,
    binary,
    hasData,
  ]);

  return (
    <figure className={classes.root} aria-labelledby={titleId}>
      <Typography variant="subtitle2" component="h4" id={titleId}>
        {title}
      </Typography>
      {!hasData && (
        <Typography variant="body2" color="textSecondary">
          {t('chart.noData')}
        </Typography>
      )}
      <div ref={host} className={classes.plot} aria-hidden />
      {hasData && (
        <ChartTable
          title={title}
          columns={[t('chart.time'), ...series.map(line => line.label)]}
          rows={() =>
            timesMs.map((timeMs, index) => [
              formatters.dateTime(timeMs),
              ...series.map(line => format(line.values[index])),
            ])
          }
        />
      )}
    </figure>
  );
};
