import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type AlertRecord,
  type Cluster,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  EntityLink,
  PolledContent,
  StatusLabel,
  toEntityKey,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useFiringAlerts } from '../hooks/useFiringAlerts';
import { atlhyperOverviewTranslationRef } from '../translation';

const POLL_MS = 15_000;

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 3),
    padding: 0,
    listStyle: 'none',
  },
  cluster: { padding: theme.spacing(2), height: '100%' },
}));

/** What fires in a cluster; that of domains over all clusters belongs to none of them. */
function severityOf(alerts: readonly AlertRecord[]) {
  const count = (severity: AlertRecord['severity']) =>
    alerts.filter(alert => alert.severity === severity).length;
  return { critical: count('critical'), warning: count('warning') };
}

const ClusterTile = (props: {
  cluster: Cluster;
  /** `undefined` where the reader may not see alerts, or they are not there yet. */
  alerts?: readonly AlertRecord[];
  /** More fire than were read: of what is not among them nothing is known. */
  isCut: boolean;
}) => {
  const { cluster, alerts, isCut } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const { critical, warning } = severityOf(alerts ?? []);
  const worst = critical > 0 ? 'critical' : 'warning';
  const isHeard = cluster.status === 'connected';
  const said = [
    critical > 0 && t('clusters.critical', { count: critical }),
    warning > 0 && t('clusters.warning', { count: warning }),
    !isHeard && t(`clusters.${cluster.status}`),
    isHeard &&
      alerts &&
      !isCut &&
      critical + warning === 0 &&
      t('clusters.quiet'),
  ].filter(Boolean);
  return (
    <Paper component="li" variant="outlined" className={classes.cluster}>
      <Typography variant="subtitle1" component="h3">
        <EntityLink
          entity={toEntityKey({ kind: 'cluster', clusterId: cluster.id })}
        >
          {cluster.displayName ?? cluster.id}
        </EntityLink>
      </Typography>
      {!isHeard && <StatusLabel status="unknown" />}
      {isHeard && critical + warning > 0 && <StatusLabel status={worst} />}
      <Typography variant="body2" color="textSecondary">
        {said.join(' · ')}
      </Typography>
    </Paper>
  );
};

/** Every cluster with how much fires in it; one whose agent is silent is unknown, not well. */
export const ClusterStrip = () => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperOverviewTranslationRef);
  const clusters = useEndpoint(
    endpoints.getClusters,
    {},
    { intervalMs: POLL_MS },
  );
  const { alerts, nextCursor } = useFiringAlerts().value ?? {};
  return (
    <PolledContent polled={clusters} permission="atlhyper.cluster.read">
      {({ clusters: known }) =>
        known.length === 0 ? (
          <Typography paragraph>{t('clusters.none')}</Typography>
        ) : (
          <ul className={classes.list} aria-label={t('clusters.title')}>
            {known.map(cluster => (
              <ClusterTile
                key={cluster.id}
                cluster={cluster}
                isCut={nextCursor !== undefined}
                alerts={alerts?.filter(one => one.cluster === cluster.id)}
              />
            ))}
          </ul>
        )
      }
    </PolledContent>
  );
};
