import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  CapacityFigures,
  ClusterMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  table: { '& th, & td': { whiteSpace: 'nowrap' } },
  share: {
    ...theme.typography.caption,
    display: 'block',
    color: theme.palette.text.secondary,
  },
}));

/** What a cluster has of CPU, memory and graphics processors, and what of it is taken. */
export const CapacityTable = (props: { metrics: ClusterMetrics }) => {
  const { cpu, memory, gpus, nodes } = props.metrics;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const format = useFormatters();
  const share = (part: number | undefined, whole: number) =>
    part === undefined || whole <= 0 ? '' : format.fraction(part / whole);
  const row = (
    name: string,
    figures: CapacityFigures & { usedNodes: number },
    toText: (value?: number) => string,
  ) => {
    // Where no node is known, or may be seen, nothing is known of what they have.
    const write = (value: number) =>
      nodes.total === 0 ? NO_DATA : toText(value);
    return (
      <TableRow>
        <TableCell component="th" scope="row" role="rowheader">
          {name}
        </TableCell>
        <TableCell>{write(figures.capacity)}</TableCell>
        <TableCell>{write(figures.allocatable)}</TableCell>
        <TableCell>
          {figures.used === undefined ? NO_DATA : write(figures.used)}
          <span className={classes.share}>
            {figures.usedFraction !== undefined &&
              format.fraction(figures.usedFraction)}
          </span>
        </TableCell>
        <TableCell>
          {write(figures.requested)}
          <span className={classes.share}>
            {share(figures.requested, figures.allocatable)}
          </span>
        </TableCell>
        <TableCell>
          {write(figures.limited)}
          <span className={classes.share}>
            {share(figures.limited, figures.allocatable)}
          </span>
        </TableCell>
        <TableCell>{write(figures.available)}</TableCell>
      </TableRow>
    );
  };
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0}>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('health.capacity')}
      >
        <TableHead>
          <TableRow>
            <TableCell>{t('health.resource')}</TableCell>
            <TableCell>{t('health.total')}</TableCell>
            <TableCell>{t('health.allocatable')}</TableCell>
            <TableCell>{t('health.used')}</TableCell>
            <TableCell>{t('health.requested')}</TableCell>
            <TableCell>{t('health.limited')}</TableCell>
            <TableCell>{t('health.available')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {row(t('health.cpu'), cpu, format.cores)}
          {row(t('health.memory'), memory, format.bytes)}
          {gpus.total > 0 && (
            <TableRow>
              <TableCell component="th" scope="row" role="rowheader">
                {t('health.gpus')}
              </TableCell>
              <TableCell>{format.count(gpus.total)}</TableCell>
              <TableCell>{NO_DATA}</TableCell>
              <TableCell>{NO_DATA}</TableCell>
              {/* Not the difference: some may be on nodes that take no pods. */}
              <TableCell>{NO_DATA}</TableCell>
              <TableCell>{NO_DATA}</TableCell>
              <TableCell>{format.count(gpus.available)}</TableCell>
            </TableRow>
          )}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
