import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ProcessInfo,
  ProcessMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  TitledList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

const STATES = [
  'running',
  'sleeping',
  'waiting',
  'stopped',
  'zombie',
  'idle',
  'other',
] as const;

const ProcessTable = (props: {
  list: string;
  title: string;
  processes: ProcessInfo[];
}) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <TitledList
      list={props.list}
      title={props.title}
      columns={[
        {
          id: 'name',
          title: t('processes.name'),
          value: process => process.name,
        },
        {
          id: 'pid',
          title: t('processes.pid'),
          value: process => process.pid,
          numeric: true,
        },
        {
          id: 'user',
          title: t('processes.user'),
          value: process => process.userId,
          numeric: true,
        },
        {
          id: 'cpu',
          title: t('processes.cpu'),
          value: process => process.cpuCores,
          cell: process => format.number(process.cpuCores),
          numeric: true,
        },
        {
          id: 'memory',
          title: t('processes.memory'),
          value: process => process.rssBytes,
          cell: process => format.bytes(process.rssBytes),
          numeric: true,
        },
        {
          id: 'threads',
          title: t('processes.threads'),
          value: process => process.threads,
          cell: process => format.count(process.threads),
          numeric: true,
        },
      ]}
      rows={props.processes}
      rowId={process => String(process.pid)}
    />
  );
};

/** How many processes are in which state, and the greatest. */
export const ProcessesBlock = (props: { processes: ProcessMetrics }) => {
  const { processes } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const states = STATES.filter(state => processes.states[state] > 0);
  return (
    <>
      <Facts
        facts={[
          [t('processes.threads'), format.count(processes.threads)],
          ...states.map((state): [string, string] => [
            t(`processes.${state}`),
            format.count(processes.states[state]),
          ]),
        ]}
      />
      {processes.topByCpu && (
        <ProcessTable
          list="busiest"
          title={t('processes.topByCpu')}
          processes={processes.topByCpu}
        />
      )}
      <ProcessTable
        list="largest"
        title={t('processes.topByMemory')}
        processes={processes.topByMemory}
      />
    </>
  );
};
