import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    minWidth: 84,
    display: 'inline-block',
    textAlign: 'right',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
  },
  track: {
    height: 6,
    borderRadius: 3,
    overflow: 'hidden',
    background: theme.palette.type === 'dark' ? '#555' : '#d5d5d5',
  },
  left: { height: '100%', background: theme.palette.primary.main },
  // Striped, so that it is no full bar to those who see no red.
  overspent: {
    height: '100%',
    width: '100%',
    background:
      'repeating-linear-gradient(135deg, #c62828 0 4px, transparent 4px 8px)',
  },
}));

/** What is left of the error budget, as text and bar; overspent below zero. */
export const BudgetBar = (props: { remaining?: number }) => {
  const { remaining } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  if (remaining === undefined) {
    return <>{NO_DATA}</>;
  }
  return (
    <span className={classes.root}>
      {format.percent(remaining)}
      <div className={classes.track} aria-hidden>
        <div
          className={remaining < 0 ? classes.overspent : classes.left}
          style={remaining < 0 ? undefined : { width: `${remaining}%` }}
        />
      </div>
      {remaining < 0 && (
        <Typography variant="caption" color="textSecondary">
          {t('table.overspent')}
        </Typography>
      )}
    </span>
  );
};
