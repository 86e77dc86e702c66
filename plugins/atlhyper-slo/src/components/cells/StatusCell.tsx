import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { SloJudgement } from '@atlhyper/backstage-plugin-atlhyper-common';
import { StatusLabel } from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';

const useStyles = makeStyles({ cell: { minWidth: 130, whiteSpace: 'normal' } });

/** A status with the reasons for it. */
export const StatusCell = (props: { judgement: SloJudgement }) => {
  const classes = useStyles();
  const texts = useSloTexts();
  return (
    <div className={classes.cell}>
      <StatusLabel
        status={props.judgement.status}
        reasons={props.judgement.reasons}
      />
      {texts.reasons(props.judgement).map(reason => (
        <Typography
          key={reason}
          variant="caption"
          color="textSecondary"
          component="div"
        >
          {reason}
        </Typography>
      ))}
    </div>
  );
};
