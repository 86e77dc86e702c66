import { useMemo, useState } from 'react';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NodeHistoryResponse,
  NodeMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useAtlhyperApi,
  useFormatters,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

const HOURS = [1, 6, 24, 168, 720] as const;
const POLL_MS = 60_000;
const FRACTION_RANGE: [number, number] = [0, 1];

const useStyles = makeStyles(theme => ({
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(3),
    marginTop: theme.spacing(2),
  },
}));

/** One point per bucket from first to last, so that a pause of the collector stays a gap. */
function withGaps(response: NodeHistoryResponse) {
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

const Charts = (props: { response: NodeHistoryResponse }) => {
  const { response } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const { timesMs, charts } = useMemo(() => {
    const { values, ...rest } = withGaps(response);
    const averageAndMaximum = (metric: NodeMetric, color: string) => [
      { label: t('trend.average'), values: values(metric, 'avg'), color },
      {
        label: t('trend.maximum'),
        values: values(metric, 'max'),
        color,
        dashed: true,
      },
    ];
    return {
      timesMs: rest.timesMs,
      charts: {
        cpu: averageAndMaximum('cpuUsedFraction', '#1976d2'),
        memory: averageAndMaximum('memoryUsedFraction', '#2e7d32'),
        disk: averageAndMaximum('diskUsedFraction', '#e65100'),
        network: [
          {
            label: t('trend.receive'),
            values: values('networkReceiveBytesPerSecond', 'avg'),
            color: '#7b1fa2',
          },
          {
            label: t('trend.transmit'),
            values: values('networkTransmitBytesPerSecond', 'avg'),
            color: '#00838f',
          },
        ],
      },
    };
  }, [response, t]);
  return (
    <div className={classes.charts}>
      {(['cpu', 'memory', 'disk'] as const).map(name => (
        <TimeSeriesChart
          key={name}
          title={t(`trend.${name}`)}
          timesMs={timesMs}
          series={charts[name]}
          format={format.fraction}
          range={FRACTION_RANGE}
        />
      ))}
      <TimeSeriesChart
        title={t('trend.network')}
        timesMs={timesMs}
        series={charts.network}
        format={format.bytesPerSecond}
        binary
      />
    </div>
  );
};

/** How the main figures of a node went, average and maximum of every bucket. */
export const NodeTrend = (props: { cluster: string; node: string }) => {
  const { cluster, node } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const api = useAtlhyperApi();
  const [hours, setHours] = useState<(typeof HOURS)[number]>(24);
  const polled = usePolling(
    signal => api.getNodeHistory(cluster, node, { hours }, { signal }),
    {
      key: JSON.stringify([cluster, node, hours]),
      intervalMs: POLL_MS,
    },
  );
  return (
    <>
      <TextField
        select
        size="small"
        variant="outlined"
        id={`atlhyper-trend-${cluster}-${node}`}
        label={t('trend.hours')}
        value={hours}
        onChange={event => setHours(Number(event.target.value) as typeof hours)}
        style={{ minWidth: 140 }}
      >
        {HOURS.map(option => (
          <MenuItem key={option} value={option}>
            {t(`trend.hours_${option}`)}
          </MenuItem>
        ))}
      </TextField>
      <PolledContent polled={polled}>
        {response => <Charts response={response} />}
      </PolledContent>
    </>
  );
};
