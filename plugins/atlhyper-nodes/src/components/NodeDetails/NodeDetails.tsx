import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { formatCelsius } from '../../format/formatUnits';
import { NodeBlocks } from './NodeBlocks';
import { NodeTrend } from './NodeTrend';

/** How the figures that have limits are called. */
const ALERT_METRICS = {
  cpuUsedFraction: 'node.cpu',
  memoryUsedFraction: 'node.memory',
  diskUsedFraction: 'node.disk',
  cpuTemperatureCelsius: 'temperature.cpu',
} as const;
const DAY_MS = 86_400_000;

/** Every group of figures of one node, and how the main ones went. */
export const NodeDetails = (props: { node: NodeState }) => {
  const { node } = props;
  const { snapshot } = node;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  if (!snapshot) {
    return <Typography>{t('node.noSnapshot')}</Typography>;
  }
  const facts = [
    t('node.lastSeen', { ago: format.ago(snapshot.timestampMs, Date.now()) }),
    snapshot.os,
    snapshot.kernel && t('node.kernel', { kernel: snapshot.kernel }),
    snapshot.architecture,
    snapshot.uptimeMs !== undefined &&
      t('node.uptime', {
        count: Math.floor(snapshot.uptimeMs / DAY_MS),
      }),
    snapshot.bootTimeMs !== undefined &&
      t('node.booted', { time: format.dateTime(snapshot.bootTimeMs) }),
  ].filter(Boolean);
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {facts.join(' · ')}
      </Typography>
      {node.alerts.map(alert => (
        <Alert key={alert.metric} severity="warning">
          {t('alert.rule', {
            metric: t(ALERT_METRICS[alert.metric]),
            limit:
              alert.metric === 'cpuTemperatureCelsius'
                ? formatCelsius(format, alert.limitCelsius)
                : format.fraction(alert.limitFraction),
          })}
        </Alert>
      ))}
      {snapshot.problems?.map(problem => (
        <Alert key={`${problem.reader} ${problem.message}`} severity="info">
          {t('problems', problem)}
        </Alert>
      ))}
      <NodeBlocks snapshot={snapshot} />
      <NodeTrend cluster={node.cluster} node={node.node} />
    </>
  );
};
