import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PressureMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataTable,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

const RESOURCES = ['cpu', 'memory', 'io'] as const;
const KINDS = ['some', 'full'] as const;

/** Shares of time in which tasks waited for CPU, memory and disks. */
export const PressureBlock = (props: { pressure: PressureMetrics }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const rows = RESOURCES.flatMap(resource =>
    KINDS.flatMap(kind => {
      const stall = props.pressure[resource]?.[kind];
      return stall
        ? [
            {
              id: `${resource} ${kind}`,
              cells: [
                `${t(`pressure.${resource}`)}, ${t(`pressure.${kind}`)}`,
                format.fraction(stall.lastFraction),
                format.fraction(stall.avg10Fraction),
                format.fraction(stall.avg60Fraction),
                format.fraction(stall.avg300Fraction),
              ],
            },
          ]
        : [];
    }),
  );
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {t('pressure.meaning')}
      </Typography>
      <DataTable
        title={t('pressure.title')}
        titleHidden
        columns={[
          t('pressure.resource'),
          t('pressure.last'),
          '10 s',
          '1 min',
          '5 min',
        ]}
        rows={rows}
      />
    </>
  );
};
