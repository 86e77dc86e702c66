import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PressureMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataList,
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
              name: `${t(`pressure.${resource}`)}, ${t(`pressure.${kind}`)}`,
              stall,
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
      <DataList
        list="pressure"
        label={t('pressure.title')}
        columns={[
          {
            id: 'resource',
            title: t('pressure.resource'),
            value: row => row.name,
          },
          {
            id: 'last',
            title: t('pressure.last'),
            value: ({ stall }) => stall.lastFraction,
            cell: ({ stall }) => format.fraction(stall.lastFraction),
            numeric: true,
          },
          {
            id: '10s',
            title: '10 s',
            value: ({ stall }) => stall.avg10Fraction,
            cell: ({ stall }) => format.fraction(stall.avg10Fraction),
            numeric: true,
          },
          {
            id: '1min',
            title: '1 min',
            value: ({ stall }) => stall.avg60Fraction,
            cell: ({ stall }) => format.fraction(stall.avg60Fraction),
            numeric: true,
          },
          {
            id: '5min',
            title: '5 min',
            value: ({ stall }) => stall.avg300Fraction,
            cell: ({ stall }) => format.fraction(stall.avg300Fraction),
            numeric: true,
          },
        ]}
        rows={rows}
        rowId={row => row.name}
      />
    </>
  );
};
