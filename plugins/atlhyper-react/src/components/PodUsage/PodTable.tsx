import type { ReactNode } from 'react';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import AlertIcon from '@material-ui/icons/ReportProblemOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  CLOSE_TO_LIMIT_FRACTION,
  type PodMetrics,
  type UsageFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { NO_DATA } from '../../format/formatters';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';
import { UsageBar } from './UsageBar';

const useStyles = makeStyles(theme => ({
  table: {
    '& th, & td': { whiteSpace: 'nowrap' },
    '& td': { verticalAlign: 'top' },
  },
  name: { verticalAlign: 'top', fontWeight: 600 },
  caption: {
    ...theme.typography.caption,
    display: 'block',
    color: theme.palette.text.secondary,
  },
  warning: {
    ...theme.typography.caption,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.palette.type === 'dark' ? '#f2c94c' : '#8a5a00',
  },
}));

const isClose = ({ ofLimitFraction = 0 }: UsageFigures) =>
  ofLimitFraction >= CLOSE_TO_LIMIT_FRACTION;

/** Why a pod needs a look, in words; empty where it does not. */
function useWarnings() {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  return (pod: PodMetrics): string[] => [
    ...pod.containers.flatMap(({ name, state, reason }) =>
      state === 'waiting' && reason
        ? [t('pods.waiting', { container: name, reason })]
        : [],
    ),
    ...pod.containers.flatMap(({ name, lastTermination }) =>
      lastTermination?.reason && lastTermination.reason !== 'Completed'
        ? [
            t('pods.ended', {
              container: name,
              reason: lastTermination.reason,
              ago: format.ago(lastTermination.finishedMs, Date.now()),
            }),
          ]
        : [],
    ),
    ...(pod.closeToLimit ? [t('pods.closeToLimit')] : []),
  ];
}

/** Pods with what they use against what was asked for them, one per row. */
export const PodTable = (props: {
  label: string;
  pods: readonly PodMetrics[];
  /** Names the node in a column of its own. */
  showNode?: boolean;
  /** What stands in place of the name, such as a link. */
  renderName?: (pod: PodMetrics) => ReactNode;
}) => {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useStyles();
  const format = useFormatters();
  const warningsOf = useWarnings();
  return (
    <TableContainer tabIndex={0}>
      <Table size="small" aria-label={props.label} className={classes.table}>
        <TableHead>
          <TableRow>
            <TableCell>{t('pods.pod')}</TableCell>
            <TableCell>{t('pods.state')}</TableCell>
            <TableCell>{t('pods.restarts')}</TableCell>
            {props.showNode && <TableCell>{t('pods.node')}</TableCell>}
            <TableCell>{t('pods.cpu')}</TableCell>
            <TableCell>{t('pods.memory')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.pods.map(pod => (
            <TableRow key={`${pod.cluster}/${pod.namespace}/${pod.name}`}>
              <TableCell
                component="th"
                scope="row"
                role="rowheader"
                className={classes.name}
              >
                {props.renderName?.(pod) ?? pod.name}
                <span className={classes.caption}>{pod.namespace}</span>
                {warningsOf(pod).map(warning => (
                  <span key={warning} className={classes.warning}>
                    <AlertIcon fontSize="inherit" aria-hidden /> {warning}
                  </span>
                ))}
              </TableCell>
              <TableCell>
                {pod.phase ?? NO_DATA}
                <span className={classes.caption}>
                  {t(pod.ready ? 'pods.ready' : 'pods.notReady')}
                </span>
              </TableCell>
              <TableCell>{format.count(pod.restarts)}</TableCell>
              {props.showNode && <TableCell>{pod.node ?? NO_DATA}</TableCell>}
              <TableCell>
                <UsageBar
                  usage={pod.cpu}
                  format={format.cores}
                  close={isClose(pod.cpu)}
                />
              </TableCell>
              <TableCell>
                <UsageBar
                  usage={pod.memory}
                  format={format.bytes}
                  close={isClose(pod.memory)}
                />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
