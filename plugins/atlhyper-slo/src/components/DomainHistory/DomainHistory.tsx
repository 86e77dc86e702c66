import { useMemo, useState } from 'react';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Domain,
  RouteSelector,
  SloHistoryResponse,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  TimeSeriesChart,
  useAtlhyperApi,
  useFormatters,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { pathLabel } from '../DomainsView/routeLabel';

const POLL_MS = 60_000;
const COLORS = {
  availability: '#2e7d32',
  latency: '#1976d2',
  rate: '#7b1fa2',
  target: '#e65100',
};

const useStyles = makeStyles(theme => ({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(3),
    marginBottom: theme.spacing(2),
  },
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(3),
  },
}));

const Charts = (props: { history: SloHistoryResponse }) => {
  const { history } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const charts = useMemo(() => {
    const { bucketMs, points, target } = history;
    const nowMs = Date.now();
    const line = (value: number) => ({
      label: t('history.target'),
      values: points.map(() => value),
      color: COLORS.target,
      dashed: true,
    });
    return {
      timesMs: points.map(point => point.startMs),
      availability: [
        {
          label: t('history.availability'),
          values: points.map(point => point.availability),
          color: COLORS.availability,
        },
        line(target.availability),
      ],
      availabilityRange: availabilityRange(history),
      latency: [
        {
          label: t('history.latency'),
          values: points.map(point => point.p95_latency),
          color: COLORS.latency,
        },
        ...(target.p95_latency === undefined ? [] : [line(target.p95_latency)]),
      ],
      rate: [
        {
          label: t('history.rate'),
          // The bucket that is still being counted would look like a drop.
          values: points.map(point =>
            point.total_requests > 0 && point.startMs + bucketMs <= nowMs
              ? point.requests_per_sec
              : undefined,
          ),
          color: COLORS.rate,
        },
      ],
    };
  }, [history, t]);
  return (
    <div className={classes.charts}>
      <TimeSeriesChart
        title={t('history.availability')}
        timesMs={charts.timesMs}
        series={charts.availability}
        format={format.percent}
        range={charts.availabilityRange}
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

/** From a little under the lowest value, so that 99.1 and 99.9 % do not look the same. */
function availabilityRange(history: SloHistoryResponse): [number, number] {
  const values = history.points
    .map(point => point.availability)
    .filter((value): value is number => value !== undefined);
  const lowest = Math.min(history.target.availability, ...values);
  return [Math.max(0, Math.floor(lowest - (100 - lowest) * 0.1)), 100];
}

/** Paths that have figures of their own; one that is matched in several ways is summed over them. */
function pathOptions(domain: Domain): [path: string, label: string][] {
  const labels = new Map<string, string>();
  for (const route of domain.routes.filter(r => !r.shared_service)) {
    const known = labels.get(route.path_prefix);
    labels.set(
      route.path_prefix,
      known === undefined || known === pathLabel(route)
        ? pathLabel(route)
        : route.path_prefix,
    );
  }
  return [...labels];
}

/** Availability, latency and request rate of a domain or one of its paths over the window. */
export const DomainHistory = (props: {
  domain: Domain;
  window: SloWindow;
  cluster?: string;
  /** Whether `domain` holds only some of its paths: then there is no history of all of them. */
  narrowed?: boolean;
}) => {
  const { domain, window, cluster } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const paths = pathOptions(domain);
  const allPaths = !props.narrowed || paths.length === 0;
  const [path, setPath] = useState(allPaths ? '' : paths[0][0]);
  const route: RouteSelector | undefined = domain.routes
    .filter(r => r.path_prefix === path)
    .map(r => ({
      path: r.path_prefix,
      pathMatch: r.path_match,
      condition: r.condition,
    }))[0];
  const polled = usePolling(
    signal =>
      api.getDomainHistory(
        domain.domain,
        { window, cluster, route: path ? route : undefined },
        { signal },
      ),
    {
      key: JSON.stringify([domain.domain, window, cluster, path]),
      intervalMs: POLL_MS,
    },
  );
  return (
    <>
      <div className={classes.head}>
        <Typography variant="subtitle1" component="h3">
          {t('history.title', { name: domain.domain })}
        </Typography>
        {(paths.length > 1 || domain.routes.length > 1 || props.narrowed) && (
          <TextField
            select
            size="small"
            variant="outlined"
            id={`atlhyper-path-${domain.domain}`}
            label={t('history.path')}
            value={path}
            onChange={event => setPath(event.target.value)}
            InputLabelProps={{ shrink: true }}
            SelectProps={{ displayEmpty: true }}
          >
            {allPaths && <MenuItem value="">{t('history.allPaths')}</MenuItem>}
            {paths.map(([value, label]) => (
              <MenuItem key={value} value={value}>
                {label}
              </MenuItem>
            ))}
          </TextField>
        )}
      </div>
      <PolledContent polled={polled}>
        {history => <Charts history={history} />}
      </PolledContent>
    </>
  );
};
