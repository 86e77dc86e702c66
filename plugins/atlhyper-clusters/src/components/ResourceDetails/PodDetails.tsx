import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Amounts,
  ContainerData,
  PodData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  DataTable,
  NO_DATA,
  useFormatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { Conditions } from './Conditions';

/** "200m CPU, 256 MiB" */
function useAmounts() {
  const format = useFormatters();
  return (amounts: Amounts | undefined): string =>
    Object.entries(amounts ?? {})
      .map(([name, amount]) => {
        if (name === 'cpu') return `${format.cores(amount)} CPU`;
        if (name === 'memory') return format.bytes(amount);
        return name.endsWith('storage')
          ? `${format.bytes(amount)} ${name}`
          : `${format.count(amount)} ${name}`;
      })
      .join(', ') || NO_DATA;
}

/** "waiting: CrashLoopBackOff", and how it ended the time before. */
function useContainerState() {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  return (container: ContainerData): string => {
    const { state, reason, exitCode, lastTermination: last } = container;
    const now = [
      t(`container.${state}`),
      reason,
      exitCode !== undefined && t('container.exit', { code: String(exitCode) }),
    ];
    const before = last && [
      last.reason,
      last.exitCode !== undefined &&
        t('container.exit', { code: String(last.exitCode) }),
      last.finishedMs !== undefined && format.dateTime(last.finishedMs),
    ];
    return [
      now.filter(Boolean).join(' · '),
      before &&
        t('container.before', { how: before.filter(Boolean).join(' · ') }),
    ]
      .filter(Boolean)
      .join(' – ');
  };
}

/** What is kept of a pod: its containers, conditions and volumes. */
export const PodDetails = (props: { pod: PodData }) => {
  const { containers = [], conditions = [], volumes = [] } = props.pod;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const amounts = useAmounts();
  const stateOf = useContainerState();
  const kindOf = ({ sidecar, init }: ContainerData) => {
    if (sidecar) return ` (${t('container.sidecar')})`;
    return init ? ` (${t('container.init')})` : '';
  };
  return (
    <>
      <DataTable
        heading="h3"
        wraps
        title={t('details.containers')}
        columns={[
          t('details.name'),
          t('container.state'),
          t('container.restarts'),
          t('container.requests'),
          t('container.limits'),
          t('container.ports'),
        ]}
        rows={containers.map(container => ({
          id: container.name,
          cells: [
            <>
              {container.name}
              {kindOf(container)}
              <br />
              <small>{container.image}</small>
            </>,
            stateOf(container),
            format.count(container.restarts),
            amounts(container.requests),
            amounts(container.limits),
            container.ports
              ?.map(({ name, port }) => [name, port].filter(Boolean).join(' '))
              .join(', ') || NO_DATA,
          ],
        }))}
      />
      <Conditions conditions={conditions} />
      {volumes.length > 0 && (
        <DataTable
          heading="h3"
          wraps
          title={t('details.volumes')}
          columns={[t('details.name'), t('details.type'), t('details.source')]}
          rows={volumes.map(({ name, type, source }) => ({
            id: name,
            cells: [name, type, source ?? NO_DATA],
          }))}
        />
      )}
    </>
  );
};
