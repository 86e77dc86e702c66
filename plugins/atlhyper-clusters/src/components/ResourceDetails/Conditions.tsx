import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Condition } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataTable,
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';

/** The conditions of a pod or node, with why they are so and since when. */
export const Conditions = (props: { conditions: readonly Condition[] }) => {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return (
    <DataTable
      heading="h3"
      wraps
      title={t('details.conditions')}
      columns={[
        t('details.condition'),
        t('details.status'),
        t('details.why'),
        t('details.since'),
      ]}
      rows={props.conditions.map(
        ({ type, status, reason, message, sinceMs }) => ({
          id: type,
          cells: [
            type,
            status,
            [reason, message].filter(Boolean).join(': ') || NO_DATA,
            format.dateTime(sinceMs),
          ],
        }),
      )}
    />
  );
};
