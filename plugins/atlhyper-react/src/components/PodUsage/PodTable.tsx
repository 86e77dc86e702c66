import { makeStyles } from '@material-ui/core/styles';
import AlertIcon from '@material-ui/icons/ReportProblemOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { toEntityKey } from '@atlhyper/core';
import {
  CLOSE_TO_LIMIT_FRACTION,
  type PodMetrics,
  type UsageFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { NO_DATA } from '../../format/formatters';
import { useFormatters } from '../../format/useFormatters';
import { useEntityLink } from '../../hooks/useEntityLink';
import { atlhyperReactTranslationRef } from '../../translation';
import type { ListColumn } from '../DataList/columns';
import { DataList } from '../DataList/DataList';
import { UsageBar } from './UsageBar';

const NONE: readonly string[] = [];

const useStyles = makeStyles(theme => ({
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
  /** Set where whoever gives the pods sorts them. */
  isSorted?: boolean;
  onOpen?: (pod: PodMetrics) => void;
}) => {
  const { onOpen, showNode } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const classes = useStyles();
  const format = useFormatters();
  const warningsOf = useWarnings();
  const entityLink = useEntityLink();
  const columns: ListColumn<PodMetrics>[] = [
    {
      id: 'name',
      title: t('pods.pod'),
      value: pod => pod.name,
      cell: pod => (
        <>
          {!onOpen && pod.name}
          <span className={classes.caption}>{pod.namespace}</span>
          {warningsOf(pod).map(warning => (
            <span key={warning} className={classes.warning}>
              <AlertIcon fontSize="inherit" aria-hidden /> {warning}
            </span>
          ))}
        </>
      ),
    },
    {
      id: 'state',
      title: t('pods.state'),
      value: pod => pod.phase,
      cell: pod => (
        <>
          {pod.phase ?? NO_DATA}
          <span className={classes.caption}>
            {t(pod.ready ? 'pods.ready' : 'pods.notReady')}
          </span>
        </>
      ),
    },
    {
      id: 'restarts',
      title: t('pods.restarts'),
      value: pod => pod.restarts,
      cell: pod => format.count(pod.restarts),
      numeric: true,
    },
    ...(showNode
      ? [
          {
            id: 'node',
            title: t('pods.node'),
            value: (pod: PodMetrics) => pod.node,
            to: ({ cluster: clusterId, node }: PodMetrics) =>
              node === undefined
                ? undefined
                : entityLink(
                    toEntityKey({ kind: 'node', clusterId, name: node }),
                  ),
          },
        ]
      : []),
    {
      id: 'cpu',
      title: t('pods.cpu'),
      value: pod => pod.cpu.used,
      cell: ({ cpu }) => (
        <UsageBar usage={cpu} format={format.cores} close={isClose(cpu)} />
      ),
    },
    {
      id: 'memory',
      title: t('pods.memory'),
      value: pod => pod.memory.used,
      cell: ({ memory }) => (
        <UsageBar
          usage={memory}
          format={format.bytes}
          close={isClose(memory)}
        />
      ),
    },
  ];
  return (
    <DataList
      list="pods"
      label={props.label}
      columns={columns}
      rows={props.pods}
      rowId={pod => `${pod.cluster}/${pod.namespace}/${pod.name}`}
      sortedBy={props.isSorted ? NONE : undefined}
      onOpen={onOpen}
    />
  );
};
