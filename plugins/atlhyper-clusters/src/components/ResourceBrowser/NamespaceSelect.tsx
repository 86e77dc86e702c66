import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  // On the page's grey the label would fall short of the contrast that WCAG asks for.
  input: { background: theme.palette.background.paper, minWidth: 180 },
  label: { color: theme.palette.text.primary },
}));

/** Chooses a namespace, or all of them (the empty value). */
export const NamespaceSelect = (props: {
  namespaces: string[];
  value: string;
  onChange: (namespace: string) => void;
}) => {
  const { value } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  // One that a link names is there before the answer comes, and even if it holds nothing.
  const options = [
    ...new Set([...(value ? [value] : []), ...props.namespaces]),
  ].sort();
  return (
    <TextField
      select
      size="small"
      variant="outlined"
      id="atlhyper-resource-namespace"
      label={t('list.namespace')}
      value={value}
      onChange={event => props.onChange(event.target.value)}
      InputProps={{ className: classes.input }}
      InputLabelProps={{ shrink: true, className: classes.label }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">{t('list.allNamespaces')}</MenuItem>
      {options.map(namespace => (
        <MenuItem key={namespace} value={namespace}>
          {namespace}
        </MenuItem>
      ))}
    </TextField>
  );
};
