import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeData } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  TitledList,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Conditions } from './Conditions';

/** What is kept of a node: what it has, its conditions and its taints. */
export const NodeDetails = (props: { node: NodeData }) => {
  const { capacity, allocatable, conditions, taints = [] } = props.node;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const write = (name: string, amount?: number) =>
    name === 'memory' ||
    name.endsWith('storage') ||
    name.startsWith('hugepages')
      ? format.bytes(amount)
      : format.number(amount);
  return (
    <>
      <TitledList
        list="has"
        heading="h3"
        title={t('details.capacity')}
        columns={[
          { id: 'resource', title: t('details.resource'), cell: name => name },
          {
            id: 'total',
            title: t('details.total'),
            cell: name => write(name, capacity[name]),
            numeric: true,
          },
          {
            id: 'allocatable',
            title: t('details.allocatable'),
            cell: name => write(name, allocatable[name]),
            numeric: true,
          },
        ]}
        rows={Object.keys(capacity)}
        rowId={name => name}
      />
      <Conditions conditions={conditions} />
      {taints.length > 0 && (
        <TitledList
          list="taints"
          heading="h3"
          title={t('details.taints')}
          columns={[
            { id: 'key', title: t('details.key'), value: taint => taint.key },
            {
              id: 'value',
              title: t('details.value'),
              value: taint => taint.value,
            },
            {
              id: 'effect',
              title: t('details.effect'),
              value: taint => taint.effect,
            },
          ]}
          rows={taints}
          rowId={({ key, effect }) => `${key} ${effect}`}
        />
      )}
    </>
  );
};
