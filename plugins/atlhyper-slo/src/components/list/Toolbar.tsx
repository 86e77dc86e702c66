import type { ReactNode } from 'react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  sloViewSchema,
  type SloView,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ClusterSelect,
  UpdatedAt,
  WindowSwitch,
  useFormatters,
  useEndpoint,
  type Polled,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';

/** Window and cluster of what is shown, and how old it is. */
export const Toolbar = (props: {
  window: SloView;
  /** All where absent. */
  windows?: readonly SloView[];
  onWindow: (window: SloView) => void;
  cluster: string;
  /** Absent where the cluster is given: then there is nothing to choose. */
  onCluster?: (cluster: string) => void;
  polled: Polled<{ fromMs: number; toMs: number }>;
  children?: ReactNode;
}) => {
  const { polled, onCluster } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  const clusters = useEndpoint(
    endpoints.getClusters,
    {},
    { intervalMs: 60_000 },
  );
  const known = clusters.value?.clusters ?? [];
  return (
    <Box
      display="flex"
      flexWrap="wrap"
      alignItems="center"
      mb={2}
      style={{ gap: 16 }}
    >
      <WindowSwitch
        value={props.window}
        options={props.windows ?? sloViewSchema.options}
        onChange={props.onWindow}
      />
      {onCluster && (known.length > 1 || props.cluster) && (
        <ClusterSelect
          clusters={known}
          value={
            known.some(cluster => cluster.id === props.cluster)
              ? props.cluster
              : ''
          }
          onChange={onCluster}
          allowAll
        />
      )}
      {props.children}
      <Box flexGrow={1} />
      {polled.value && props.window !== 'own' && (
        <Typography variant="caption">
          {t('range', {
            from: format.dateTime(polled.value.fromMs),
            to: format.dateTime(polled.value.toMs),
          })}
        </Typography>
      )}
      <UpdatedAt polled={polled} />
    </Box>
  );
};
