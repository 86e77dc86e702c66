import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeData } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataTable,
  NO_DATA,
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
      <DataTable
        heading="h3"
        wraps
        title={t('details.capacity')}
        columns={[
          t('details.resource'),
          t('details.total'),
          t('details.allocatable'),
        ]}
        rows={Object.entries(capacity).map(([name, amount]) => ({
          id: name,
          cells: [name, write(name, amount), write(name, allocatable[name])],
        }))}
      />
      <Conditions conditions={conditions} />
      {taints.length > 0 && (
        <DataTable
          heading="h3"
          wraps
          title={t('details.taints')}
          columns={[t('details.key'), t('details.value'), t('details.effect')]}
          rows={taints.map(({ key, value, effect }) => ({
            id: `${key} ${effect}`,
            cells: [key, value ?? NO_DATA, effect],
          }))}
        />
      )}
    </>
  );
};
