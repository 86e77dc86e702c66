import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useUrlState } from '../../hooks/useUrlState';
import { atlhyperReactTranslationRef } from '../../translation';

const WHOSE = ['all', 'mine'] as const;
type Whose = (typeof WHOSE)[number];

// The component's own grey looks as if the other could not be chosen.
const useStyles = makeStyles(theme => ({
  option: { color: theme.palette.text.secondary },
}));

/** Whether a page shows everything or what its reader owns, kept in its address. */
export function useWhose() {
  return useUrlState<Whose>('whose', {
    defaultValue: 'all',
    allowed: WHOSE,
    isStep: true,
  });
}

export const WhoseSwitch = () => {
  const [whose, setWhose] = useWhose();
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={whose}
      onChange={(_, next: Whose | null) => next && setWhose(next)}
      aria-label={t('whose.label')}
    >
      {WHOSE.map(one => (
        <ToggleButton key={one} value={one} className={classes.option}>
          {t(`whose.${one}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};
