import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ProcessInfo,
  ProcessMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  DataTable,
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

const ProcessTable = (props: { title: string; processes: ProcessInfo[] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataTable
      title={props.title}
      columns={[
        t('processes.name'),
        t('processes.pid'),
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
          process.userId === undefined ? NO_DATA : String(process.userId),
          format.number(process.cpuCores),
          format.bytes(process.rssBytes),
          format.count(process.threads),
        ],
      }))}
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
          title={t('processes.topByCpu')}
          processes={processes.topByCpu}
        />
      )}
      <ProcessTable
        title={t('processes.topByMemory')}
        processes={processes.topByMemory}
      />
    </>
  );
};
