import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import OkIcon from '@material-ui/icons/CheckCircleOutline';
import StaleIcon from '@material-ui/icons/RemoveCircleOutline';
import AlertIcon from '@material-ui/icons/ReportProblemOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Meter } from './Meter';
import { nodeFigures } from './nodeFigures';

const useStyles = makeStyles(theme => ({
  summary: {
    display: 'grid',
    width: '100%',
    gridTemplateColumns:
      'minmax(110px, 2fr) repeat(3, minmax(96px, 1fr)) repeat(2, minmax(110px, 1fr))',
    alignItems: 'center',
    gap: theme.spacing(3),
    [theme.breakpoints.down('md')]: {
      gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
    },
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: '1fr 1fr' },
  },
  name: { fontWeight: 600, wordBreak: 'break-all' },
  status: {
    ...theme.typography.body2,
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
  },
  caption: { display: 'block', color: theme.palette.text.secondary },
}));

const STATE_ICONS = { ok: OkIcon, stale: StaleIcon, alerting: AlertIcon };

function nodeState(node: NodeState): keyof typeof STATE_ICONS {
  if (node.stale) {
    return 'stale';
  }
  return node.alerts.some(({ state }) => state === 'firing')
    ? 'alerting'
    : 'ok';
}

const NodeStatus = (props: { node: NodeState }) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const state = nodeState(props.node);
  const Icon = STATE_ICONS[state];
  return (
    <span className={classes.status}>
      <Icon fontSize="small" aria-hidden /> {t(`node.${state}`)}
    </span>
  );
};

/** The main figures of a node in a line. */
export const NodeSummary = (props: {
  node: NodeState;
  showCluster?: boolean;
  caption?: string;
}) => {
  const { node } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  // Old figures must not look like present ones; the details give them with their age.
  const snapshot = node.stale ? undefined : node.snapshot;
  const figures = nodeFigures(snapshot);
  return (
    <div className={classes.summary}>
      <div>
        <Typography className={classes.name}>{node.node}</Typography>
        <NodeStatus node={node} />
        <Typography variant="caption" className={classes.caption}>
          {[props.showCluster && node.cluster, props.caption]
            .filter(Boolean)
            .join(' · ')}
        </Typography>
      </div>
      <Meter label={t('node.cpu')} fraction={figures.cpuUsedFraction} />
      <Meter label={t('node.memory')} fraction={figures.memoryUsedFraction} />
      <Meter label={t('node.disk')} fraction={figures.diskUsedFraction} />
      <div>
        <Typography variant="caption" className={classes.caption}>
          {t('node.network')}
        </Typography>
        <Typography variant="body2">
          {t('node.receive', {
            value: format.bytesPerSecond(figures.receiveBytesPerSecond),
          })}
        </Typography>
        <Typography variant="body2">
          {t('node.transmit', {
            value: format.bytesPerSecond(figures.transmitBytesPerSecond),
          })}
        </Typography>
      </div>
      <div>
        <Typography variant="caption" className={classes.caption}>
          {t('temperature.title')}
        </Typography>
        <Typography variant="body2">
          {t('node.hottest', {
            value: format.celsius(snapshot?.temperature?.maxCelsius),
          })}
        </Typography>
        <Typography variant="body2">
          {t('node.processes', {
            value: format.count(snapshot?.processes?.total),
          })}
        </Typography>
      </div>
    </div>
  );
};
