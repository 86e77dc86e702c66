import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BarTable } from '@atlhyper/backstage-plugin-atlhyper-react';
import { itemName } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import type { Shown } from './ItemDetail';

const useStyles = makeStyles(theme => ({
  bars: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(4),
  },
}));

const CODES = [
  { code: '1xx', color: '#757575' },
  { code: '2xx', color: '#2e7d32' },
  { code: '3xx', color: '#1976d2' },
  { code: '4xx', color: '#ef6c00' },
  { code: '5xx', color: '#c62828' },
  { code: 'none', color: '#6d4c41' },
] as const;

/** Requests by status code and by method, with the shares of the period before. */
export const RequestsSection = (props: { shown: Shown }) => {
  const { details, part } = props.shown;
  const { distribution, previousDistribution } = details;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const methods = [
    ...new Set([
      ...Object.keys(distribution.methods),
      ...Object.keys(previousDistribution?.methods ?? {}),
    ]),
  ].sort(
    (a, b) =>
      (distribution.methods[b] ?? 0) - (distribution.methods[a] ?? 0) ||
      a.localeCompare(b),
  );
  return (
    <>
      {part && (
        <Typography variant="body2" color="textSecondary" paragraph>
          {t('requests.whole', { name: itemName(details.item) })}
        </Typography>
      )}
      <div className={classes.bars}>
        <BarTable
          title={t('requests.codes')}
          bars={CODES.filter(
            ({ code }) =>
              distribution.codes[code] !== undefined ||
              previousDistribution?.codes[code] !== undefined,
          ).map(({ code, color }) => ({
            label: code === 'none' ? t('requests.noCode') : code,
            count: distribution.codes[code] ?? 0,
            previousCount:
              previousDistribution && (previousDistribution.codes[code] ?? 0),
            color,
          }))}
        />
        <BarTable
          title={t('requests.methods')}
          bars={methods.map(method => ({
            label: method,
            count: distribution.methods[method] ?? 0,
            previousCount:
              previousDistribution &&
              (previousDistribution.methods[method] ?? 0),
            color: '#1976d2',
          }))}
        />
      </div>
    </>
  );
};
