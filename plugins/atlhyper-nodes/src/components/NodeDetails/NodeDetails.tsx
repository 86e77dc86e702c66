import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NodeMetric,
  NodeState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { CpuBlock } from './CpuBlock';
import { FilesystemsBlock } from './FilesystemsBlock';
import { MemoryBlock } from './MemoryBlock';
import { NetworksBlock } from './NetworksBlock';
import { NodeTrend } from './NodeTrend';

/** How the figures that have limits are called. */
const ALERT_METRICS: Partial<
  Record<NodeMetric, 'node.cpu' | 'node.memory' | 'node.disk'>
> = {
  cpuUsedFraction: 'node.cpu',
  memoryUsedFraction: 'node.memory',
  diskUsedFraction: 'node.disk',
};
const DAY_MS = 86_400_000;

const useStyles = makeStyles(theme => ({
  blocks: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(3),
    margin: theme.spacing(2, 0),
  },
}));

/** Every group of figures of one node, and how the main ones went. */
export const NodeDetails = (props: { node: NodeState }) => {
  const { node } = props;
  const { snapshot } = node;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  if (!snapshot) {
    return <Typography>{t('node.noSnapshot')}</Typography>;
  }
  const facts = [
    t('node.lastSeen', { ago: format.ago(snapshot.timestampMs, Date.now()) }),
    snapshot.kernel && t('node.kernel', { kernel: snapshot.kernel }),
    snapshot.uptimeMs !== undefined &&
      t('node.uptime', {
        count: Math.floor(snapshot.uptimeMs / DAY_MS),
      }),
  ].filter(Boolean);
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {facts.join(' · ')}
      </Typography>
      {node.alerts.map(({ metric, limitFraction }) => (
        <Alert key={metric} severity="warning">
          {t('alert.rule', {
            metric: ALERT_METRICS[metric] ? t(ALERT_METRICS[metric]!) : metric,
            limit: format.fraction(limitFraction),
          })}
        </Alert>
      ))}
      {snapshot.problems?.map(problem => (
        <Alert key={problem.reader} severity="info">
          {t('problems', problem)}
        </Alert>
      ))}
      <div className={classes.blocks}>
        {snapshot.cpu && <CpuBlock cpu={snapshot.cpu} />}
        {snapshot.memory && <MemoryBlock memory={snapshot.memory} />}
        {snapshot.filesystems && (
          <FilesystemsBlock filesystems={snapshot.filesystems} />
        )}
        {snapshot.networks && <NetworksBlock networks={snapshot.networks} />}
      </div>
      <NodeTrend cluster={node.cluster} node={node.node} />
    </>
  );
};
