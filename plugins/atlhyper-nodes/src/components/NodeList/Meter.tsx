import { makeStyles } from '@material-ui/core/styles';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';

const useStyles = makeStyles(theme => ({
  root: { ...theme.typography.body2, minWidth: 96 },
  label: {
    display: 'block',
    fontSize: 12,
    color: theme.palette.text.secondary,
  },
  value: { fontVariantNumeric: 'tabular-nums' },
  track: {
    height: 6,
    borderRadius: 3,
    background: theme.palette.action.selected,
    overflow: 'hidden',
    marginTop: 2,
  },
  bar: { height: '100%', background: theme.palette.primary.main },
  full: { background: theme.palette.warning.main },
  brimful: { background: theme.palette.error.main },
}));

/** From where on a share is coloured; the figure beside it says it too. */
const FULL = 0.8;
const BRIMFUL = 0.9;

/** A share with its name, figure and bar; only name and dash where there is none. */
export const Meter = (props: { label: string; fraction?: number }) => {
  const classes = useStyles();
  const format = useFormatters();
  const { fraction = 0 } = props;
  const beyond = fraction >= FULL ? classes.full : '';
  return (
    <div className={classes.root}>
      <span className={classes.label}>{props.label}</span>
      <span className={classes.value}>{format.fraction(props.fraction)}</span>
      <div className={classes.track} aria-hidden>
        {props.fraction !== undefined && (
          <div
            className={`${classes.bar} ${
              fraction >= BRIMFUL ? classes.brimful : beyond
            }`}
            style={{ width: `${props.fraction * 100}%` }}
          />
        )}
      </div>
    </div>
  );
};
