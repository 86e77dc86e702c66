import { useState } from 'react';
import Button from '@material-ui/core/Button';
import DialogActions from '@material-ui/core/DialogActions';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  endpoints,
  type BurnRule,
  type SloObjective,
  type SloSubject,
  type SloTarget,
  type SloWindow,
  type StoredTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useAtlhyperApi,
  useFormatters,
  useSubmit,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { useSloTexts } from '../../hooks/useSloTexts';
import { toForm, toObjective, type FormField } from '../../model/targetForm';
import { atlhyperSloTranslationRef } from '../../translation';
import { TargetFields } from './TargetFields';

type Props = {
  subject: SloSubject;
  window: SloWindow;
  /** What holds now, inherited or own. */
  effective?: SloTarget;
  /** The target that was set for it or for what it belongs to; none where the default holds. */
  inForce?: StoredTarget;
  defaults: SloObjective;
  /** The rules of the window, where a target has none of its own. */
  rules: BurnRule[];
  /** The target set for this very subject. */
  stored?: StoredTarget;
  onClose: (changed: boolean) => void;
};

/** Where the target in force comes from, who set it, and what saving would do. */
const Origin = (props: Props) => {
  const { stored, effective, subject } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const texts = useSloTexts();
  if (stored?.source === 'catalog') {
    return (
      <Alert severity="info">
        {t('editor.catalog')}{' '}
        {stored.entity_ref && <EntityRefLink entityRef={stored.entity_ref} />}
      </Alert>
    );
  }
  if (stored) {
    return (
      <Typography variant="body2" color="textSecondary">
        {t('editor.own', {
          time: format.dateTime(stored.updatedMs),
          user: stored.updatedBy ?? '–',
        })}
      </Typography>
    );
  }
  return (
    <Typography variant="body2" color="textSecondary">
      {effective
        ? t('editor.inherited', {
            objectives: texts.objectives(effective).join(', '),
            origin: texts.origin(effective, subject.kind),
          })
        : t('editor.default')}
    </Typography>
  );
};

/** All that is in force, kinds of bad requests and rules too: what is not changed stays. */
function objectiveOf({ inForce, effective, ...props }: Props): SloObjective {
  const set = props.stored?.objective ?? inForce?.objective;
  if (set || !effective || effective.origin.level === 'default') {
    return set ?? props.defaults;
  }
  // Set for what the reader may not see.
  const { availability, latency, bad_requests } = effective;
  return { availability, latency, bad_requests };
}

/** One target: what holds now, as a form to change it. */
export const TargetEditor = (props: Props) => {
  const { subject, window, stored, onClose } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const api = useAtlhyperApi();
  const [form, setForm] = useState(() =>
    toForm(objectiveOf(props), props.rules),
  );
  const [mistakes, setMistakes] = useState<ReadonlySet<FormField>>(new Set());
  const { submit, busy, error } = useSubmit();
  const readOnly = stored?.source === 'catalog';

  const save = () => {
    const result = toObjective(form);
    if ('mistakes' in result) {
      setMistakes(result.mistakes);
      return;
    }
    setMistakes(new Set());
    submit(async () => {
      await api.call(endpoints.putSloTarget, {
        body: { subject, window, objective: result.objective },
      });
      onClose(true);
    });
  };
  const remove = () =>
    submit(async () => {
      await api.call(endpoints.deleteSloTarget, { body: { subject, window } });
      onClose(true);
    });

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
    >
      <Origin {...props} />
      <TargetFields
        form={form}
        onChange={setForm}
        mistakes={mistakes}
        disabled={readOnly || busy}
      />
      {mistakes.size > 0 && (
        <Alert severity="error">{t('editor.mistakes')}</Alert>
      )}
      {error && <Alert severity="error">{error.message}</Alert>}
      <DialogActions>
        {stored && !readOnly && (
          <Button onClick={remove} disabled={busy}>
            {t('editor.remove')}
          </Button>
        )}
        <Button onClick={() => onClose(false)}>
          {t(readOnly ? 'editor.close' : 'editor.cancel')}
        </Button>
        {!readOnly && (
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy}
          >
            {t('editor.save')}
          </Button>
        )}
      </DialogActions>
    </form>
  );
};
