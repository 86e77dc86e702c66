import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Condition } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  TitledList,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

/** The conditions of a pod or node, with why they are so and since when. */
export const Conditions = (props: { conditions: readonly Condition[] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return (
    <TitledList
      list="conditions"
      heading="h3"
      title={t('details.conditions')}
      columns={[
        {
          id: 'condition',
          title: t('details.condition'),
          value: condition => condition.type,
        },
        {
          id: 'status',
          title: t('details.status'),
          value: condition => condition.status,
        },
        {
          id: 'why',
          title: t('details.why'),
          value: ({ reason, message }) =>
            [reason, message].filter(Boolean).join(': ') || undefined,
          wraps: true,
        },
        {
          id: 'since',
          title: t('details.since'),
          value: condition => condition.sinceMs,
          cell: condition => format.dateTime(condition.sinceMs),
        },
      ]}
      rows={props.conditions}
      rowId={condition => condition.type}
    />
  );
};
