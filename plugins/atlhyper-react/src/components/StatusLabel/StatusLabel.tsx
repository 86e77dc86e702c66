import { makeStyles } from '@material-ui/core/styles';
import CheckCircleIcon from '@material-ui/icons/CheckCircleOutline';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import NoDataIcon from '@material-ui/icons/RemoveCircleOutline';
import AtRiskIcon from '@material-ui/icons/TrendingDown';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  HealthStatus,
  SloReason,
  SloStatus,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperReactTranslationRef } from '../../translation';

const ICONS = {
  healthy: CheckCircleIcon,
  at_risk: AtRiskIcon,
  warning: WarningIcon,
  critical: ErrorIcon,
  no_data: NoDataIcon,
  unknown: UnknownIcon,
};

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
    fontFamily: theme.typography.fontFamily,
    fontWeight: 600,
  },
  healthy: { color: theme.palette.type === 'dark' ? '#6fcf97' : '#1b7f45' },
  at_risk: { color: theme.palette.type === 'dark' ? '#f2c94c' : '#8a5a00' },
  warning: { color: theme.palette.type === 'dark' ? '#f2c94c' : '#8a5a00' },
  critical: { color: theme.palette.type === 'dark' ? '#ffb4ab' : '#c62828' },
  no_data: { color: theme.palette.text.secondary, fontWeight: 400 },
  unknown: { color: theme.palette.text.secondary },
}));

/** Reasons for which there are figures, but too few to judge by. */
const NOT_JUDGED: readonly SloReason[] = ['short_history', 'few_requests'];

/** A status in word, shape and colour, so that none of them is needed alone. */
export const StatusLabel = (props: {
  status: SloStatus | HealthStatus;
  /** Tells what is not judged yet from what has no data at all. */
  reasons?: readonly SloReason[];
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const isNotJudged =
    props.status === 'no_data' &&
    props.reasons?.some(reason => NOT_JUDGED.includes(reason));
  const Icon = ICONS[props.status];
  return (
    <span className={`${classes.root} ${classes[props.status]}`}>
      <Icon fontSize="small" aria-hidden />
      {t(isNotJudged ? 'status.not_judged' : `status.${props.status}`)}
    </span>
  );
};
