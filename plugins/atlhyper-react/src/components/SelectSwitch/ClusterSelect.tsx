import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Cluster } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperReactTranslationRef } from '../../translation';

/** Chooses one cluster, or with `allowAll` every cluster (the empty value). */
export const ClusterSelect = (props: {
  clusters: Cluster[];
  value: string;
  onChange: (cluster: string) => void;
  allowAll?: boolean;
}) => {
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
      InputLabelProps={{ shrink: true }}
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
