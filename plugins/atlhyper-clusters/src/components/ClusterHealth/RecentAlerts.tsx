import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  subjectTitle,
  type NodeAlertRecord,
  type SloAlert,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  formatNodeAlertValue,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel/StateLabel';

/** Alerts that are shown; pages of SLOs and nodes have all of theirs. */
const SHOWN = 15;

type Row = {
  id: string;
  firedMs: number;
  resolvedMs?: number;
  what: string;
  where: string;
};

/** Alerts of a cluster's nodes and of SLOs, the newest first. */
export const RecentAlerts = (props: {
  nodes: readonly NodeAlertRecord[];
  slos: readonly SloAlert[];
}) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const rows: Row[] = [
    ...props.nodes.map(alert => ({
      ...alert,
      what: t(`alerts.${alert.metric}`, {
        value: formatNodeAlertValue(format, alert.metric, alert.limit),
      }),
      where: [alert.node, alert.holder].filter(Boolean).join(' '),
    })),
    ...props.slos.map(alert => ({
      ...alert,
      what: t(`alerts.${alert.kind}`, { window: alert.window }),
      where: subjectTitle(alert.subject),
    })),
  ]
    .sort((a, b) => b.firedMs - a.firedMs)
    .slice(0, SHOWN);
  if (rows.length === 0) {
    return <Typography variant="body2">{t('alerts.none')}</Typography>;
  }
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0}>
      <Table size="small" aria-label={t('alerts.title')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('alerts.fired')}</TableCell>
            <TableCell>{t('alerts.state')}</TableCell>
            <TableCell>{t('alerts.what')}</TableCell>
            <TableCell>{t('alerts.where')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ id, firedMs, resolvedMs, what, where }) => (
            <TableRow key={id}>
              <TableCell>{format.dateTime(firedMs)}</TableCell>
              <TableCell>
                <StateLabel
                  state={resolvedMs === undefined ? 'failing' : 'ok'}
                  label={
                    resolvedMs === undefined
                      ? t('alerts.firing')
                      : t('alerts.resolved', {
                          duration: format.duration(resolvedMs - firedMs),
                        })
                  }
                />
              </TableCell>
              <TableCell>{what}</TableCell>
              <TableCell style={{ overflowWrap: 'anywhere' }}>
                {where}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};
