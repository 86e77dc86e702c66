import Box from '@material-ui/core/Box';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import IconButton from '@material-ui/core/IconButton';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import DeleteIcon from '@material-ui/icons/DeleteOutline';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RuleForm } from '../../model/targetForm';
import { atlhyperSloTranslationRef } from '../../translation';
import type { FieldsProps } from './TargetFields';

/** As many as the API takes. */
const MOST_RULES = 8;
const NEW_RULE: RuleForm = {
  longMinutes: '60',
  shortMinutes: '5',
  factor: '14.4',
  severity: 'fast',
};

const RuleRow = (props: {
  index: number;
  rule: RuleForm;
  mistaken: boolean;
  disabled: boolean;
  onChange: (rule: RuleForm) => void;
  onRemove: () => void;
}) => {
  const { index, rule, disabled, mistaken } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const number = (name: 'longMinutes' | 'shortMinutes' | 'factor') => (
    <TextField
      size="small"
      id={`atlhyper-slo-rule-${index}-${name}`}
      label={t(`rule.${name}`)}
      value={rule[name]}
      disabled={disabled}
      error={mistaken}
      onChange={event =>
        props.onChange({ ...rule, [name]: event.target.value })
      }
      inputProps={{ inputMode: 'decimal' }}
    />
  );
  return (
    <Box
      display="flex"
      alignItems="flex-end"
      mb={1}
      style={{ gap: 8 }}
      role="group"
      aria-label={t('rule.label', { number: String(index + 1) })}
    >
      {number('longMinutes')}
      {number('shortMinutes')}
      {number('factor')}
      <TextField
        select
        size="small"
        id={`atlhyper-slo-rule-${index}-severity`}
        label={t('rule.severity')}
        value={rule.severity}
        disabled={disabled}
        onChange={event =>
          props.onChange({
            ...rule,
            severity: event.target.value === 'slow' ? 'slow' : 'fast',
          })
        }
        style={{ minWidth: 130 }}
      >
        <MenuItem value="fast">{t('rule.fast')}</MenuItem>
        <MenuItem value="slow">{t('rule.slow')}</MenuItem>
      </TextField>
      <IconButton
        size="small"
        disabled={disabled}
        aria-label={t('rule.remove', { number: String(index + 1) })}
        onClick={props.onRemove}
      >
        <DeleteIcon />
      </IconButton>
    </Box>
  );
};

/** Burn-rate rules of the target's own, in place of those of the window. */
export const RuleFields = (props: FieldsProps) => {
  const { form, onChange, mistakes, disabled } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const setRules = (rules: RuleForm[]) => onChange({ ...form, rules });
  const isMistaken = [...mistakes].some(field => field.startsWith('rules'));
  return (
    <>
      <FormControlLabel
        label={t('editor.hasRules')}
        disabled={disabled}
        control={
          <Checkbox
            color="primary"
            checked={form.hasRules}
            onChange={(_, hasRules) => onChange({ ...form, hasRules })}
          />
        }
      />
      {form.hasRules && (
        <>
          {form.rules.map((rule, index) => (
            <RuleRow
              // Rules have no identity of their own.
              // eslint-disable-next-line react/no-array-index-key
              key={index}
              index={index}
              rule={rule}
              mistaken={mistakes.has(`rules.${index}`)}
              disabled={disabled}
              onChange={changed =>
                setRules(form.rules.map((r, i) => (i === index ? changed : r)))
              }
              onRemove={() =>
                setRules(form.rules.filter((_, i) => i !== index))
              }
            />
          ))}
          {form.rules.length === 0 && (
            <FormHelperText>{t('editor.noRules')}</FormHelperText>
          )}
          {isMistaken && (
            <FormHelperText error>{t('editor.rulesMistake')}</FormHelperText>
          )}
          <Button
            size="small"
            disabled={disabled || form.rules.length >= MOST_RULES}
            onClick={() => setRules([...form.rules, NEW_RULE])}
          >
            {t('editor.addRule')}
          </Button>
        </>
      )}
    </>
  );
};
