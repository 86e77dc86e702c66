import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PROCESS_STATES,
  type ProcessInfo,
  type ProcessMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  TitledList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

const ProcessTable = (props: {
  list: string;
  title: string;
  processes: ProcessInfo[];
  /** Of the node; absent where it is not known. */
  memoryBytes?: number;
}) => {
  const { memoryBytes } = props;
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
          id: 'state',
          title: t('processes.state'),
          value: process => process.state && t(`processes.${process.state}`),
        },
        {
          id: 'started',
          title: t('processes.started'),
          value: process => process.startedMs,
          cell: process =>
            process.startedMs === undefined
              ? NO_DATA
              : format.dateTime(process.startedMs),
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
          cell: process =>
            memoryBytes
              ? `${format.bytes(process.rssBytes)} (${format.fraction(
                  process.rssBytes / memoryBytes,
                )})`
              : format.bytes(process.rssBytes),
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
export const ProcessesBlock = (props: {
  processes: ProcessMetrics;
  memoryBytes?: number;
}) => {
  const { processes, memoryBytes } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const states = PROCESS_STATES.filter(state => processes.states[state] > 0);
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
          memoryBytes={memoryBytes}
        />
      )}
      <ProcessTable
        list="largest"
        title={t('processes.topByMemory')}
        processes={processes.topByMemory}
        memoryBytes={memoryBytes}
      />
    </>
  );
};
