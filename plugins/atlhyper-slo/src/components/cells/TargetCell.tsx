import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type {
  SloJudgement,
  TargetOrigin,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useSloTexts } from '../../hooks/useSloTexts';

const useStyles = makeStyles({
  line: { whiteSpace: 'nowrap' },
  // The reference of an entity may be long and has no blanks.
  origin: { display: 'block', overflowWrap: 'anywhere', whiteSpace: 'normal' },
});

/** What is asked, and where that was set; `level` is that of the row. */
export const TargetCell = (props: {
  judgement: SloJudgement;
  level: TargetOrigin['level'];
}) => {
  const { target, window } = props.judgement;
  const classes = useStyles();
  const texts = useSloTexts();
  return (
    <>
      {texts.objectives(target).map(objective => (
        <div key={objective} className={classes.line}>
          {objective}
        </div>
      ))}
      <Typography
        variant="caption"
        color="textSecondary"
        className={classes.origin}
      >
        {texts.origin(target, props.level)} · {window}
      </Typography>
    </>
  );
};
