import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  StatusLabel,
  useFormatters,
  useEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Facts } from './Facts';

/** Of every cluster at once, each of which takes the backend up to a third of a second. */
const POLL_MS = 60_000;

const useStyles = makeStyles(theme => ({
  status: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
}));

/** Whether a cluster is healthy, and how much of it is used; nothing while that is not known. */
export const CardHealth = (props: { cluster: string }) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  const { value } = useEndpoint(
    endpoints.getClusterHealth,
    { query: { cluster } },
    { intervalMs: POLL_MS },
  );
  if (!value) {
    return null;
  }
  const { health, cpu, memory } = value;
  return (
    <Typography component="div" variant="body2">
      <span className={classes.status}>
        <StatusLabel status={health.status} />{' '}
        {health.issues.length > 0 &&
          t('health.issues', { count: health.issues.length })}
      </span>
      <Facts
        facts={[
          [t('health.cpuUsed'), format.fraction(cpu.usedFraction)],
          [t('health.memoryUsed'), format.fraction(memory.usedFraction)],
        ]}
      />
    </Typography>
  );
};
