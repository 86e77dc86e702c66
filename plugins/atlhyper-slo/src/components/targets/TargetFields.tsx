import { useState } from 'react';
import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import TextField from '@material-ui/core/TextField';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BAD_REQUEST_KINDS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { FormField, TargetForm } from '../../model/targetForm';
import { atlhyperSloTranslationRef } from '../../translation';
import { LatencyFields } from './LatencyFields';
import { RuleFields } from './RuleFields';

export type FieldsProps = {
  form: TargetForm;
  onChange: (form: TargetForm) => void;
  mistakes: ReadonlySet<FormField>;
  disabled: boolean;
};

/** Which requests count against availability, where the target has its own opinion. */
const BadRequestFields = (props: FieldsProps) => {
  const { form, onChange, disabled } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <>
      <FormControlLabel
        label={t('editor.hasBadRequests')}
        disabled={disabled}
        control={
          <Checkbox
            color="primary"
            checked={form.hasBadRequests}
            onChange={(_, hasBadRequests) =>
              onChange({ ...form, hasBadRequests })
            }
          />
        }
      />
      {form.hasBadRequests && (
        <FormGroup row>
          {BAD_REQUEST_KINDS.map(kind => (
            <FormControlLabel
              key={kind}
              label={t(`bad.${kind}`)}
              disabled={disabled}
              control={
                <Checkbox
                  color="primary"
                  checked={form.badRequests.includes(kind)}
                  onChange={(_, checked) =>
                    onChange({
                      ...form,
                      badRequests: BAD_REQUEST_KINDS.filter(k =>
                        k === kind ? checked : form.badRequests.includes(k),
                      ),
                    })
                  }
                />
              }
            />
          ))}
        </FormGroup>
      )}
    </>
  );
};

/** What a target asks: availability and latency first, what few need folded away. */
export const TargetFields = (props: FieldsProps) => {
  const { form, onChange, mistakes, disabled } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const [expanded, setExpanded] = useState(
    form.hasRules || form.hasBadRequests,
  );
  return (
    <>
      <TextField
        fullWidth
        margin="normal"
        id="atlhyper-slo-availability"
        label={t('editor.availability')}
        value={form.availability}
        onChange={event =>
          onChange({ ...form, availability: event.target.value })
        }
        disabled={disabled}
        error={mistakes.has('availability')}
        helperText={mistakes.has('availability') && t('editor.percentMistake')}
        inputProps={{ inputMode: 'decimal' }}
      />
      <LatencyFields {...props} />
      <Accordion
        variant="outlined"
        expanded={expanded}
        onChange={(_, isExpanded) => setExpanded(isExpanded)}
      >
        <AccordionSummary expandIcon={<ExpandIcon />}>
          {t('editor.advanced')}
        </AccordionSummary>
        <AccordionDetails style={{ display: 'block' }}>
          <BadRequestFields {...props} />
          <RuleFields {...props} />
        </AccordionDetails>
      </Accordion>
    </>
  );
};
