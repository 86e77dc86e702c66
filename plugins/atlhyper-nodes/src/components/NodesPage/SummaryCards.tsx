import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodesSummary } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    listStyle: 'none',
  },
}));

/** The cluster in six figures; a maximum names the node, and mount or sensor, that holds it. */
export const SummaryCards = (props: { summary: NodesSummary }) => {
  const { summary } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  // Sums over nodes that say nothing are not zero.
  const reporting = summary.reportingNodes > 0;
  const maximum = (max?: { usedFraction: number; node: string }) =>
    max &&
    t('summary.maximum', {
      value: format.fraction(max.usedFraction),
      node: max.node,
    });
  const join = (...notes: (string | false | undefined)[]) =>
    notes.filter(Boolean).join(' · ');
  const cards: { title: string; value: string; note?: string }[] = [
    {
      title: t('summary.nodes'),
      value: t('summary.of', {
        part: format.count(summary.reportingNodes),
        total: format.count(summary.totalNodes),
      }),
    },
    {
      title: t('summary.cpu'),
      value: format.fraction(summary.avgCpuUsedFraction),
      note: join(
        reporting && t('summary.cores', { count: summary.totalCores }),
        maximum(summary.maxCpu),
      ),
    },
    {
      title: t('summary.memory'),
      value: format.fraction(summary.avgMemoryUsedFraction),
      note: join(
        reporting &&
          t('summary.memoryOf', {
            used: format.bytes(summary.usedMemoryBytes),
            total: format.bytes(summary.totalMemoryBytes),
          }),
        maximum(summary.maxMemory),
      ),
    },
    {
      title: t('summary.disk'),
      value: format.fraction(summary.maxDisk?.usedFraction),
      note: summary.maxDisk && t('summary.diskOn', summary.maxDisk),
    },
    {
      title: t('summary.temperature'),
      value: format.celsius(summary.maxTemperature?.celsius),
      note:
        summary.maxTemperature &&
        t('summary.sensorOn', {
          sensor: summary.maxTemperature.sensor,
          node: summary.maxTemperature.node,
        }),
    },
    {
      title: t('summary.alerting'),
      value: format.count(reporting ? summary.alertingNodes : undefined),
    },
  ];
  return (
    <ul className={classes.list} aria-label={t('summary.label')}>
      {cards.map(card => (
        <Card component="li" key={card.title} variant="outlined">
          <CardContent>
            <Typography variant="body2" color="textSecondary">
              {card.title}
            </Typography>
            <Typography variant="h5" component="p">
              {card.value}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {card.note}
            </Typography>
          </CardContent>
        </Card>
      ))}
    </ul>
  );
};
