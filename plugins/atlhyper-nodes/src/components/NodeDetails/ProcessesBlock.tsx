import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PROCESS_STATES,
  type ProcessInfo,
  type ProcessMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataTable,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Facts } from './Facts';

const ProcessTable = (props: {
  title: string;
  processes: ProcessInfo[];
  /** Of the node; absent where it is not known. */
  memoryBytes?: number;
}) => {
  const { memoryBytes } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataTable
      title={props.title}
      columns={[
        t('processes.name'),
        t('processes.pid'),
        t('processes.state'),
        t('processes.started'),
        t('processes.user'),
        t('processes.cpu'),
        t('processes.memory'),
        t('processes.threads'),
      ]}
      rows={props.processes.map(process => ({
        id: String(process.pid),
        cells: [
          process.name,
          String(process.pid),
          process.state ? t(`processes.${process.state}`) : NO_DATA,
          process.startedMs === undefined
            ? NO_DATA
            : format.dateTime(process.startedMs),
          process.userId === undefined ? NO_DATA : String(process.userId),
          format.number(process.cpuCores),
          memoryBytes
            ? `${format.bytes(process.rssBytes)} (${format.fraction(
                process.rssBytes / memoryBytes,
              )})`
            : format.bytes(process.rssBytes),
          format.count(process.threads),
        ],
      }))}
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
          title={t('processes.topByCpu')}
          processes={processes.topByCpu}
          memoryBytes={memoryBytes}
        />
      )}
      <ProcessTable
        title={t('processes.topByMemory')}
        processes={processes.topByMemory}
        memoryBytes={memoryBytes}
      />
    </>
  );
};
