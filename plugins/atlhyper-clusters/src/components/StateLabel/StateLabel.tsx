import { makeStyles } from '@material-ui/core/styles';
import OkIcon from '@material-ui/icons/CheckCircleOutline';
import FailingIcon from '@material-ui/icons/ErrorOutline';
import StartingIcon from '@material-ui/icons/HourglassEmpty';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import AbsentIcon from '@material-ui/icons/RemoveCircleOutline';

const ICONS = {
  ok: OkIcon,
  failing: FailingIcon,
  starting: StartingIcon,
  warning: WarningIcon,
  absent: AbsentIcon,
};

const useStyles = makeStyles(theme => ({
  root: {
    ...theme.typography.body2,
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
  },
  ok: { color: theme.palette.type === 'dark' ? '#6fcf97' : '#1b7f45' },
  failing: { color: theme.palette.type === 'dark' ? '#ffb4ab' : '#c62828' },
  starting: { color: theme.palette.type === 'dark' ? '#f2c94c' : '#8a5a00' },
  warning: { color: theme.palette.type === 'dark' ? '#f2c94c' : '#8a5a00' },
  absent: { color: theme.palette.text.secondary },
}));

/** How something fares, in word, shape and colour. */
export const StateLabel = (props: {
  state: keyof typeof ICONS;
  label: string;
}) => {
  const classes = useStyles();
  const Icon = ICONS[props.state];
  return (
    <span className={`${classes.root} ${classes[props.state]}`}>
      <Icon fontSize="small" aria-hidden />
      {props.label}
    </span>
  );
};
