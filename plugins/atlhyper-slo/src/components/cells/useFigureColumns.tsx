import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  LatencyQuantile,
  SloJudgement,
  TargetOrigin,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  type ListColumn,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { MeshFigures } from '../../model/itemDetails';
import type { ShownFigures } from '../../model/ownFigures';
import { WORST_FIRST } from '../../model/worstFirst';
import { atlhyperSloTranslationRef } from '../../translation';
import { BudgetBar } from './BudgetBar';
import { Quantile } from './Quantile';
import { Rate } from './Rate';
import { StatusCell } from './StatusCell';
import { TargetCell } from './TargetCell';

/** What a row of any list of SLOs is judged by and counted as. */
export type Judged = {
  /** Absent for what no target is for. */
  judgement?: SloJudgement;
  figures: ShownFigures;
  mesh?: MeshFigures;
  level: TargetOrigin['level'];
};

/** A quantile past the last bucket bound is slower than any that is known. */
function quantileValue(quantile?: LatencyQuantile): number | undefined {
  return quantile && (quantile.valueMs ?? 1e12 + quantile.lowerMs);
}

/** The columns that lists of domains, paths, services and callers have in common, by id. */
export function useFigureColumns<R>(judgedOf: (row: R) => Judged) {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return useMemo(() => {
    const figuresOf = (row: R) => judgedOf(row).figures;
    const quantile = (id: 'p50' | 'p95' | 'p99'): ListColumn<R> => ({
      id,
      title: t(id === 'p95' ? 'table.p95' : `services.${id}`),
      value: row => quantileValue(figuresOf(row).latency?.[id]),
      cell: row => <Quantile quantile={figuresOf(row).latency?.[id]} />,
      numeric: true,
    });
    const number = (
      column: Pick<ListColumn<R>, 'id' | 'title'> & {
        value: (row: R) => number | undefined;
        write: (value?: number) => string;
      },
    ): ListColumn<R> => ({
      ...column,
      cell: row => column.write(column.value(row)),
      numeric: true,
    });
    return {
      status: {
        id: 'status',
        title: t('table.status'),
        value: row => {
          const status = judgedOf(row).judgement?.status;
          return status && WORST_FIRST.indexOf(status);
        },
        cell: row => {
          const { judgement } = judgedOf(row);
          return judgement && <StatusCell judgement={judgement} />;
        },
      },
      availability: number({
        id: 'availability',
        title: t('table.availability'),
        value: row => figuresOf(row).availability,
        write: format.percent,
      }),
      successRate: number({
        id: 'availability',
        title: t('services.successRate'),
        value: row => figuresOf(row).availability,
        write: format.percent,
      }),
      p50: quantile('p50'),
      p95: quantile('p95'),
      p99: quantile('p99'),
      rate: {
        id: 'rate',
        title: t('table.rate'),
        value: row => figuresOf(row).requests_per_sec,
        cell: row => <Rate figures={figuresOf(row)} />,
        numeric: true,
      },
      mtls: number({
        id: 'mtls',
        title: t('services.mtls'),
        value: row => judgedOf(row).mesh?.mtls,
        write: format.percent,
      }),
      noResponse: number({
        id: 'no_response',
        title: t('services.noResponse'),
        value: row => judgedOf(row).mesh?.no_response,
        write: format.count,
      }),
      budget: {
        id: 'budget',
        title: t('table.budget'),
        value: row => judgedOf(row).judgement?.error_budget_remaining,
        cell: row => (
          <BudgetBar
            remaining={judgedOf(row).judgement?.error_budget_remaining}
          />
        ),
        numeric: true,
      },
      target: {
        id: 'target',
        title: t('table.target'),
        value: row => judgedOf(row).judgement?.target.availability,
        cell: row => {
          const { judgement, level } = judgedOf(row);
          return (
            judgement && <TargetCell judgement={judgement} level={level} />
          );
        },
      },
    } satisfies Record<string, ListColumn<R>>;
  }, [judgedOf, t, format]);
}
