import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  CapacityFigures,
  ClusterMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataList,
  NO_DATA,
  useFormatters,
  type ListColumn,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

const useStyles = makeStyles(theme => ({
  share: {
    ...theme.typography.caption,
    display: 'block',
    color: theme.palette.text.secondary,
  },
}));

const FIGURES = [
  'total',
  'allocatable',
  'used',
  'requested',
  'limited',
  'available',
] as const;
type Figure = (typeof FIGURES)[number];

type Row = {
  name: string;
  /** What is not known is left out. */
  amounts: Partial<Record<Figure, number>>;
  shares: Partial<Record<Figure, number>>;
  write: (value?: number) => string;
};

const shareOf = (part: number, whole: number) =>
  whole > 0 ? part / whole : undefined;

function toRow(
  name: string,
  figures: CapacityFigures,
  write: Row['write'],
): Row {
  const { capacity, allocatable, used, requested, limited, available } =
    figures;
  return {
    name,
    write,
    amounts: {
      total: capacity,
      allocatable,
      used,
      requested,
      limited,
      available,
    },
    shares: {
      used: figures.usedFraction,
      requested: shareOf(requested, allocatable),
      limited: shareOf(limited, allocatable),
    },
  };
}

/** What a cluster has of CPU, memory and graphics processors, and what of it is taken. */
export const CapacityTable = (props: { metrics: ClusterMetrics }) => {
  const { cpu, memory, gpus, nodes } = props.metrics;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const format = useFormatters();
  const rows = [
    toRow(t('health.cpu'), cpu, format.cores),
    toRow(t('health.memory'), memory, format.bytes),
  ].map(row =>
    // Where no node is known, or may be seen, nothing is known of what they have.
    nodes.total === 0 ? { ...row, amounts: {}, shares: {} } : row,
  );
  if (gpus.total > 0) {
    rows.push({
      name: t('health.gpus'),
      // Used is not the difference: some may be on nodes that take no pods.
      amounts: { total: gpus.total, available: gpus.available },
      shares: {},
      write: format.count,
    });
  }
  const columns: ListColumn<Row>[] = [
    { id: 'resource', title: t('health.resource'), cell: row => row.name },
    ...FIGURES.map(figure => ({
      id: figure,
      title: t(`health.${figure}`),
      cell: ({ amounts, shares, write }: Row) => (
        <>
          {amounts[figure] === undefined ? NO_DATA : write(amounts[figure])}
          <span className={classes.share}>
            {shares[figure] !== undefined && format.fraction(shares[figure])}
          </span>
        </>
      ),
      numeric: true,
    })),
  ];
  return (
    <Paper variant="outlined">
      <DataList
        list="capacity"
        label={t('health.capacity')}
        columns={columns}
        rows={rows}
        rowId={row => row.name}
      />
    </Paper>
  );
};
