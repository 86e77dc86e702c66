import Button from '@material-ui/core/Button';
import Card from '@material-ui/core/Card';
import CardActions from '@material-ui/core/CardActions';
import CardContent from '@material-ui/core/CardContent';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel/StateLabel';
import { CardHealth } from './CardHealth';
import { AgentSummary } from './AgentSummary';
import { Facts } from './Facts';

const LABEL_STATES = {
  connected: 'ok',
  disconnected: 'failing',
  never: 'absent',
} as const;

const useStyles = makeStyles(theme => ({
  chosen: { outline: `2px solid ${theme.palette.text.primary}` },
  summary: { ...theme.typography.body2, cursor: 'pointer' },
  hint: { color: theme.palette.text.secondary },
}));

const Gaps = (props: { gaps: Cluster['gaps'] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  return (
    <details>
      <summary className={classes.summary}>{t('cluster.gapsTitle')}</summary>
      <ul>
        {props.gaps.map(({ fromMs, toMs, reason }) => (
          <li key={`${fromMs} ${toMs} ${reason}`}>
            {t('cluster.gap', {
              from: format.dateTime(fromMs),
              duration: format.duration(toMs - fromMs),
              reason,
            })}
          </li>
        ))}
      </ul>
    </details>
  );
};

/** One cluster: how its agents fare, and what it has in numbers. */
export const ClusterCard = (props: {
  cluster: Cluster;
  chosen: boolean;
  onChoose: () => void;
}) => {
  const { cluster, chosen } = props;
  const { id, status, displayName, agents, gaps } = cluster;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  const name = displayName ?? id;
  return (
    <Card
      component="li"
      variant="outlined"
      className={chosen ? classes.chosen : undefined}
      data-testid={`cluster-${id}`}
    >
      <CardContent>
        <Typography variant="h6" component="h2">
          {name}
        </Typography>
        {displayName !== undefined && (
          <Typography variant="caption" component="p">
            {id}
          </Typography>
        )}
        <StateLabel
          state={LABEL_STATES[status]}
          label={t(`cluster.${status}`)}
        />
        {status !== 'never' && <CardHealth cluster={id} />}
        {status !== 'connected' && (
          <Typography variant="body2" className={classes.hint}>
            {t(`cluster.${status}Hint`)}
          </Typography>
        )}
        <Facts
          facts={[
            [t('cluster.nodes'), format.count(cluster.nodeCount)],
            [t('cluster.pods'), format.count(cluster.podCount)],
            [t('cluster.domains'), format.count(cluster.domainCount)],
            [t('cluster.gaps'), format.count(gaps.length)],
            [t('cluster.covered'), format.dateTime(cluster.ackedThroughMs)],
          ]}
        />
        {gaps.length > 0 && <Gaps gaps={gaps} />}
        {agents.map(agent => (
          <AgentSummary
            key={`${agent.hostname} ${agent.startedMs}`}
            agent={agent}
          />
        ))}
      </CardContent>
      <CardActions>
        <Button
          size="small"
          variant={chosen ? 'text' : 'outlined'}
          aria-pressed={chosen}
          onClick={props.onChoose}
        >
          {t('cluster.show', { name })}
        </Button>
      </CardActions>
    </Card>
  );
};
