import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  SLO_WINDOWS,
  sloViewSchema,
  type SloView,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useUrlState } from '../../hooks/useUrlState';
import { atlhyperReactTranslationRef } from '../../translation';

// The component's own grey looks as if the other windows could not be chosen.
const useStyles = makeStyles(theme => ({
  option: { color: theme.palette.text.secondary },
}));

/** The window of the page, kept in its address; `own` is for each thing that of its own target. */
export function useSloView() {
  return useUrlState<SloView>('window', {
    defaultValue: 'own',
    allowed: sloViewSchema.options,
  });
}

export const WindowSwitch = <T extends SloView = SloWindow>(props: {
  value: T;
  /** The windows where absent. */
  options?: readonly T[];
  onChange: (window: T) => void;
}) => {
  const options: readonly SloView[] = props.options ?? SLO_WINDOWS;
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={props.value}
      onChange={(_, next: T | null) => next && props.onChange(next)}
      aria-label={t('window.label')}
    >
      {options.map(window => (
        <ToggleButton key={window} value={window} className={classes.option}>
          {t(`window.${window}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};
