import Box from '@material-ui/core/Box';
import MuiLink from '@material-ui/core/Link';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SloJudgement } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  StatusLabel,
  useFormatters,
  useSetUrlState,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import type { ItemDetails } from '../../model/itemDetails';
import { itemSubject } from '../../model/sloItem';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from '../cells/BudgetBar';
import { EditTargetButton } from '../targets/EditTargetButton';
import type { Shown } from './ItemDetail';

const useStyles = makeStyles(theme => ({
  status: { fontSize: theme.typography.h6.fontSize },
  columns: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2, 6),
    alignItems: 'flex-start',
    marginBottom: theme.spacing(2),
  },
  reasons: { margin: 0, paddingLeft: theme.spacing(2.5) },
  alert: { marginBottom: theme.spacing(1) },
}));

/** As many as a reader goes through here; the section of parts has all. */
const MOST_PARTS = 5;

/** The paths or callers that have the status of the whole: it may be theirs alone. */
const PartsInStatus = (props: { details: ItemDetails }) => {
  const { judgement, parts } = props.details;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const texts = useSloTexts();
  const set = useSetUrlState();
  const { status } = judgement;
  if (status === 'healthy' || status === 'no_data') {
    return null;
  }
  return (
    <>
      {parts
        .filter(part => part.judgement.status === status)
        .slice(0, MOST_PARTS)
        .map(part => (
          <Typography key={part.id} variant="body2" component="div">
            <MuiLink
              component="button"
              title={t('parts.show', { name: part.label })}
              onClick={() => set({ part: part.id })}
            >
              {part.label}
            </MuiLink>
            {': '}
            {texts.reasons(part.judgement).join(', ')}
          </Typography>
        ))}
    </>
  );
};

/** Without what its parts are to blame for: that is said of each of them below. */
function ownOf(judgement: SloJudgement): SloJudgement {
  const causes = judgement.causes.filter(({ part }) => part === undefined);
  return { ...judgement, causes };
}

/** The answer first: healthy or not, since when, why, and which alerts fire. */
export const Answer = (props: { shown: Shown }) => {
  const { details, part, refresh } = props.shown;
  const { judgement, targets } = part ?? details;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const texts = useSloTexts();
  const subject = part?.subject ?? itemSubject(details.item);
  return (
    <section aria-label={t('answer.label')}>
      <div className={classes.columns}>
        <div>
          <span className={classes.status}>
            <StatusLabel
              status={judgement.status}
              reasons={judgement.reasons}
            />
          </span>
          {judgement.sinceMs !== undefined && (
            <Typography variant="body2" color="textSecondary">
              {t('answer.since', { time: format.dateTime(judgement.sinceMs) })}
            </Typography>
          )}
          <ul className={classes.reasons}>
            {texts.reasons(ownOf(judgement)).map(reason => (
              <li key={reason}>
                <Typography component="span" variant="body2">
                  {reason}
                </Typography>
              </li>
            ))}
          </ul>
          {!part && <PartsInStatus details={details} />}
        </div>
        <div>
          <Typography variant="caption" color="textSecondary">
            {t('table.budget')}
          </Typography>
          <div>
            <BudgetBar remaining={judgement.error_budget_remaining} />
          </div>
          {judgement.burn_rate !== undefined && (
            <Typography variant="caption" color="textSecondary">
              {t('answer.burnRate', {
                factor: format.number(judgement.burn_rate),
              })}
            </Typography>
          )}
        </div>
        <div>
          <Typography variant="caption" color="textSecondary">
            {t('table.target')}
          </Typography>
          {texts.objectives(judgement.target).map(objective => (
            <Typography key={objective} variant="body2">
              {objective}
            </Typography>
          ))}
          <Typography variant="caption" color="textSecondary" component="div">
            {texts.origin(judgement.target, subject.kind)}
          </Typography>
          <EditTargetButton
            subject={subject}
            item={details.item}
            clusters={details.clusters}
            window={details.window}
            targets={targets}
            onChanged={refresh}
          />
        </div>
      </div>
      <Box>
        {judgement.alerts.map(alert => (
          <Alert
            key={alert.id}
            severity={alert.severity === 'fast' ? 'error' : 'warning'}
            className={classes.alert}
          >
            {t('alert.since', { time: format.dateTime(alert.firedMs) })}{' '}
            {texts.subject(alert.subject)}: {texts.alert(alert)}
          </Alert>
        ))}
      </Box>
    </section>
  );
};
