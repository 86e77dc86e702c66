import type { ReactNode } from 'react';
import Box from '@material-ui/core/Box';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type Availability,
  type ClusterMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  PolledContent,
  RecentAlerts,
  UpdatedAt,
  useEndpoint,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Facts } from '../ClusterCard/Facts';
import { StateLabel } from '../StateLabel/StateLabel';
import { CapacityTable } from './CapacityTable';
import { HealthIssues } from './HealthIssues';

const POLL_MS = 15_000;

// On the page's grey, secondary words would fall short of the contrast that WCAG asks for.
const useStyles = makeStyles(theme => ({
  panel: { padding: theme.spacing(1, 2) },
  source: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
}));

const Section = (props: { title: string; children: ReactNode }) => (
  <Box mt={2}>
    <Typography variant="subtitle1" component="h3" gutterBottom>
      {props.title}
    </Typography>
    {props.children}
  </Box>
);

/** What is not measured here, and why. */
const Sources = (props: { metrics: ClusterMetrics }) => {
  const { usage, network, gpus, custom } = props.metrics;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const sources: [string, Availability][] = [
    [t('health.usageSource'), usage],
    [t('health.networkSource'), network],
    [t('health.gpuSource'), gpus],
    [t('health.customSource'), custom],
  ];
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {sources.map(([name, { state, reason }]) => (
        <Typography component="li" variant="body2" key={name}>
          <span className={classes.source}>
            {name}
            <StateLabel
              state={state === 'ok' ? 'ok' : 'absent'}
              label={t(`source.${state}`)}
            />
          </span>
          {reason && (
            <Typography variant="body2" color="textSecondary">
              {reason}
            </Typography>
          )}
        </Typography>
      ))}
    </ul>
  );
};

const Health = (props: { metrics: ClusterMetrics }) => {
  const { metrics } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return (
    <>
      <HealthIssues health={metrics.health} />
      <Paper variant="outlined" className={classes.panel}>
        <Facts
          facts={[
            [
              t('health.healthyNodes'),
              t('health.of', {
                part: format.count(metrics.nodes.healthy),
                total: format.count(metrics.nodes.total),
              }),
            ],
            [
              t('health.runningPods'),
              t('health.of', {
                part: format.count(metrics.pods.running),
                total: format.count(metrics.pods.total),
              }),
            ],
            ...Object.entries(metrics.pods.byPhase)
              .filter(([phase]) => phase !== 'Running')
              .map(([phase, count]): [string, string] => [
                t('health.podsInPhase', { phase }),
                format.count(count),
              ]),
          ]}
        />
      </Paper>
      <Section title={t('health.capacity')}>
        <CapacityTable metrics={metrics} />
      </Section>
      <Section title={t('health.sources')}>
        <Paper variant="outlined" className={classes.panel}>
          <Sources metrics={metrics} />
        </Paper>
      </Section>
    </>
  );
};

/** How a cluster fares: what is wrong, what is left, and which alerts there were. */
export const ClusterHealth = (props: { cluster: string }) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const metrics = useEndpoint(
    endpoints.getClusterHealth,
    { query: { cluster } },
    { intervalMs: POLL_MS },
  );
  return (
    <>
      <UpdatedAt polled={metrics} />
      <PolledContent
        polled={metrics}
        permission="atlhyper.node.read, atlhyper.resource.read"
      >
        {value => <Health metrics={value} />}
      </PolledContent>
      <Section title={t('health.alerts')}>
        <RecentAlerts query={{ cluster }} titleHidden />
      </Section>
    </>
  );
};
