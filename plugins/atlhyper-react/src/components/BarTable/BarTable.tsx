import { useId } from 'react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: { margin: 0 },
  table: {
    ...theme.typography.body2,
    width: '100%',
    borderCollapse: 'collapse',
    '& th, & td': {
      padding: theme.spacing(0.5, 2, 0.5, 0),
      textAlign: 'right',
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
    },
    '& th:first-child': { textAlign: 'left' },
    '& thead th': { fontWeight: 'normal', color: theme.palette.text.secondary },
  },
  track: {
    width: '60%',
    minWidth: 60,
    '& > div': { height: 14, borderRadius: 2, minWidth: 1 },
  },
}));

export type Bar = {
  label: string;
  count: number;
  color: string;
  /** In the period before. */
  previousCount?: number;
};

const sumOf = (counts: number[]) => counts.reduce((sum, n) => sum + n, 0);

/**
 * Counts of kinds that make up a whole, as bars in a table that names each figure, and beside them
 * the shares of the period before. Without any count it says that there is no data.
 */
export const BarTable = (props: { title: string; bars: Bar[] }) => {
  const classes = useStyles();
  const titleId = useId();
  const format = useFormatters();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const total = sumOf(props.bars.map(bar => bar.count));
  const previousTotal = sumOf(props.bars.map(bar => bar.previousCount ?? 0));
  const share = (count: number, of: number) =>
    format.fraction(of > 0 ? count / of : undefined);
  return (
    <figure className={classes.root} aria-labelledby={titleId}>
      <Typography variant="subtitle2" component="h4" id={titleId}>
        {props.title}
      </Typography>
      {total === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {t('chart.noData')}
        </Typography>
      ) : (
        <table className={classes.table} aria-labelledby={titleId}>
          <thead>
            <tr>
              <th scope="col">{props.title}</th>
              <td />
              <th scope="col">{t('chart.count')}</th>
              <th scope="col">{t('chart.share')}</th>
              <th scope="col">{t('chart.previousShare')}</th>
            </tr>
          </thead>
          <tbody>
            {props.bars.map(bar => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                <td className={classes.track}>
                  <div
                    style={{
                      width: `${(100 * bar.count) / total}%`,
                      background: bar.color,
                    }}
                  />
                </td>
                <td>{format.count(bar.count)}</td>
                <td>{share(bar.count, total)}</td>
                <td>{share(bar.previousCount ?? 0, previousTotal)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </figure>
  );
};
