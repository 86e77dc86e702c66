import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperReactTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  // On the page's grey the label would fall short of the contrast that WCAG asks for.
  input: { background: theme.palette.background.paper },
  label: { color: theme.palette.text.primary },
}));

/** Chooses one cluster, or with `allowAll` every cluster (the empty value). */
export const ClusterSelect = (props: {
  clusters: Cluster[];
  value: string;
  onChange: (cluster: string) => void;
  allowAll?: boolean;
}) => {
  const classes = useStyles();
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  return (
    <TextField
      select
      size="small"
      variant="outlined"
      id="atlhyper-cluster"
      label={t('cluster.label')}
      value={props.value}
      onChange={event => props.onChange(event.target.value)}
      style={{ minWidth: 160 }}
      InputProps={{ className: classes.input }}
      InputLabelProps={{ shrink: true, className: classes.label }}
      SelectProps={{ displayEmpty: true }}
    >
      {props.allowAll && <MenuItem value="">{t('cluster.all')}</MenuItem>}
      {props.clusters.map(cluster => (
        <MenuItem key={cluster.id} value={cluster.id}>
          {cluster.displayName ?? cluster.id}
        </MenuItem>
      ))}
    </TextField>
  );
};
