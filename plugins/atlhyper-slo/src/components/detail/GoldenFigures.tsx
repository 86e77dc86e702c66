import Card from '@material-ui/core/Card';
import CardContent from '@material-ui/core/CardContent';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ShownFigures } from '../../model/ownFigures';
import { atlhyperSloTranslationRef } from '../../translation';
import { useQuantileText } from '../cells/Quantile';
import type { Shown } from './ItemDetail';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    listStyle: 'none',
  },
}));

/** The figures that the pages name, in the same order wherever they stand. */
export function useGoldenFigures() {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const quantile = useQuantileText();
  return [
    {
      name: t('figures.availability'),
      text: (f: ShownFigures) => format.percent(f.availability),
    },
    {
      name: t('figures.errorRate'),
      text: (f: ShownFigures) => format.errorPercent(f.error_rate),
    },
    {
      name: t('figures.p95'),
      text: (f: ShownFigures) => quantile(f.latency?.p95),
      note: (f: ShownFigures) =>
        t('figures.otherQuantiles', {
          p50: quantile(f.latency?.p50),
          p99: quantile(f.latency?.p99),
        }),
    },
    {
      name: t('figures.rate'),
      text: (f: ShownFigures) =>
        f.total_requests ? format.perSecond(f.requests_per_sec) : NO_DATA,
    },
    {
      name: t('figures.requests'),
      text: (f: ShownFigures) => format.count(f.total_requests),
    },
  ];
}

/** Five figures of the window, each with that of the period before. */
export const GoldenFigures = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const { current, previous, mesh } = part ?? details;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const figures = useGoldenFigures();
  return (
    <>
      <ul className={classes.list} aria-label={t('figures.label')}>
        {figures.map(({ name, text, note }) => (
          <Card component="li" key={name} variant="outlined">
            <CardContent>
              <Typography variant="caption" color="textSecondary">
                {name}
              </Typography>
              <Typography variant="h5" component="p">
                {text(current)}
              </Typography>
              {note && (
                <Typography variant="caption" component="div">
                  {note(current)}
                </Typography>
              )}
              <Typography variant="caption" color="textSecondary">
                {t('figures.before', { value: text(previous) })}
              </Typography>
            </CardContent>
          </Card>
        ))}
      </ul>
      {mesh && (
        <Typography variant="body2" paragraph>
          {t('figures.mesh', {
            mtls: format.percent(mesh.mtls),
            noResponse: format.count(mesh.no_response),
          })}
        </Typography>
      )}
    </>
  );
};
