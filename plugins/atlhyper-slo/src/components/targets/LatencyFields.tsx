import Box from '@material-ui/core/Box';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperSloTranslationRef } from '../../translation';
import type { FieldsProps } from './TargetFields';

/** How many requests must be answered within which time, and whether it is judged by quantile or share. */
export const LatencyFields = (props: FieldsProps) => {
  const { form, onChange, mistakes, disabled } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <>
      <FormControlLabel
        label={t('editor.hasLatency')}
        disabled={disabled}
        control={
          <Checkbox
            color="primary"
            checked={form.hasLatency}
            onChange={(_, hasLatency) => onChange({ ...form, hasLatency })}
          />
        }
      />
      {form.hasLatency && (
        <>
          <Box display="flex" style={{ gap: 16 }}>
            <TextField
              fullWidth
              id="atlhyper-slo-threshold"
              label={t('editor.threshold')}
              value={form.thresholdMs}
              onChange={event =>
                onChange({ ...form, thresholdMs: event.target.value })
              }
              disabled={disabled}
              error={mistakes.has('thresholdMs')}
              helperText={
                mistakes.has('thresholdMs') && t('editor.thresholdMistake')
              }
              inputProps={{ inputMode: 'decimal' }}
            />
            <TextField
              fullWidth
              id="atlhyper-slo-latency-objective"
              label={t('editor.latencyObjective')}
              value={form.latencyObjective}
              onChange={event =>
                onChange({ ...form, latencyObjective: event.target.value })
              }
              disabled={disabled}
              error={mistakes.has('latencyObjective')}
              helperText={
                mistakes.has('latencyObjective') && t('editor.percentMistake')
              }
              inputProps={{ inputMode: 'decimal' }}
            />
          </Box>
          <RadioGroup
            row
            aria-label={t('editor.latencyBy')}
            value={form.latencyBy}
            onChange={(_, by) =>
              onChange({
                ...form,
                latencyBy: by === 'share' ? 'share' : 'quantile',
              })
            }
          >
            <FormControlLabel
              value="quantile"
              label={t('editor.byQuantile')}
              disabled={disabled}
              control={<Radio color="primary" />}
            />
            <FormControlLabel
              value="share"
              label={t('editor.byShare')}
              disabled={disabled}
              control={<Radio color="primary" />}
            />
          </RadioGroup>
        </>
      )}
    </>
  );
};
