import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { KubernetesBlocks } from './KubernetesBlocks';
import { NodeAlertLine } from './NodeAlertLine';
import { NodeBlocks } from './NodeBlocks';
import { NodeTrend } from './NodeTrend';

const DAY_MS = 86_400_000;

/** Every group of figures of one node, and how the main ones went. */
export const NodeDetails = (props: { node: NodeState }) => {
  const { node } = props;
  const { snapshot } = node;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  if (!snapshot) {
    return (
      <>
        <Typography>{t('node.noSnapshot')}</Typography>
        <KubernetesBlocks cluster={node.cluster} node={node.node} />
      </>
    );
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
        <NodeAlertLine
          key={`${alert.metric} ${alert.holder ?? ''} ${alert.severity}`}
          alert={alert}
        />
      ))}
      {snapshot.problems?.map(problem => (
        <Alert key={`${problem.reader} ${problem.message}`} severity="info">
          {t('problems', problem)}
        </Alert>
      ))}
      <NodeBlocks snapshot={snapshot} />
      <KubernetesBlocks cluster={node.cluster} node={node.node} />
      <NodeTrend cluster={node.cluster} node={node.node} />
    </>
  );
};
