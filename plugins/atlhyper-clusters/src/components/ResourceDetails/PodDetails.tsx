import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Amounts,
  ContainerData,
  PodData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  TitledList,
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
      <TitledList
        list="containers"
        heading="h3"
        title={t('details.containers')}
        columns={[
          {
            id: 'name',
            title: t('details.name'),
            value: container => container.name,
            cell: container => (
              <>
                {container.name}
                {kindOf(container)}
                <br />
                <small>{container.image}</small>
              </>
            ),
          },
          {
            id: 'state',
            title: t('container.state'),
            value: stateOf,
            wraps: true,
          },
          {
            id: 'restarts',
            title: t('container.restarts'),
            value: container => container.restarts,
            cell: container => format.count(container.restarts),
            numeric: true,
          },
          {
            id: 'requests',
            title: t('container.requests'),
            cell: container => amounts(container.requests),
            wraps: true,
          },
          {
            id: 'limits',
            title: t('container.limits'),
            cell: container => amounts(container.limits),
            wraps: true,
          },
          {
            id: 'ports',
            title: t('container.ports'),
            cell: ({ ports }) =>
              ports
                ?.map(({ name, port }) =>
                  [name, port].filter(Boolean).join(' '),
                )
                .join(', ') || NO_DATA,
            wraps: true,
          },
        ]}
        rows={containers}
        rowId={container => container.name}
      />
      <Conditions conditions={conditions} />
      {volumes.length > 0 && (
        <TitledList
          list="volumes"
          heading="h3"
          title={t('details.volumes')}
          columns={[
            {
              id: 'name',
              title: t('details.name'),
              value: volume => volume.name,
            },
            {
              id: 'type',
              title: t('details.type'),
              value: volume => volume.type,
            },
            {
              id: 'source',
              title: t('details.source'),
              value: volume => volume.source,
              wraps: true,
            },
          ]}
          rows={volumes}
          rowId={volume => volume.name}
        />
      )}
    </>
  );
};
