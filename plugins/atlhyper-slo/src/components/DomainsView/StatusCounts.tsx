import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DomainsResponse,
  SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  StatusLabel,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    listStyle: 'none',
  },
}));

const STATUSES: SloStatus[] = ['critical', 'warning', 'healthy', 'no_data'];

/** How many domains are in each status, worst first. */
export const StatusCounts = (props: {
  summary: DomainsResponse['summary'];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return (
    <ul className={classes.list} aria-label={t('summary.label')}>
      {STATUSES.map(status => (
        <Card component="li" key={status} variant="outlined">
          <CardContent>
            <Typography variant="h4" component="p">
              {format.count(props.summary[`${status}_count`])}
            </Typography>
            <StatusLabel status={status} />
          </CardContent>
        </Card>
      ))}
    </ul>
  );
};
