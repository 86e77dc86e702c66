import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import type { ReactElement } from 'react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { nodeFigures } from '../NodeList/nodeFigures';
import { Block } from './Block';
import { CpuBlock } from './CpuBlock';
import { DisksBlock } from './DisksBlock';
import { FilesystemsBlock } from './FilesystemsBlock';
import { LimitsBlock } from './LimitsBlock';
import { MemoryBlock } from './MemoryBlock';
import { NetworksBlock } from './NetworksBlock';
import { PressureBlock } from './PressureBlock';
import { ProcessesBlock } from './ProcessesBlock';
import { TcpBlock } from './TcpBlock';
import { TemperatureBlock } from './TemperatureBlock';

/** `content` is absent where the node gives nothing of the group. */
type Group = {
  id: string;
  title: string;
  summary?: string;
  open?: boolean;
  content?: ReactElement;
};

/** The groups in the order in which they are shown; the first of them are open. */
function useGroups(snapshot: NodeSnapshot): Group[] {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const figures = nodeFigures(snapshot);
  const { cpu, memory, disks, filesystems, networks, pressure } = snapshot;
  const { tcp, softnet, temperature, processes, kernelLimits } = snapshot;
  const cores = cpu && ` · ${t('summary.cores', { count: cpu.coreCount })}`;
  return [
    {
      id: 'cpu',
      title: `${t('node.cpu')}${cores ?? ''}`,
      summary: format.fraction(cpu?.usedFraction),
      open: true,
      content: cpu && <CpuBlock cpu={cpu} />,
    },
    {
      id: 'memory',
      title: t('node.memory'),
      summary: format.fraction(figures.memoryUsedFraction),
      open: true,
      content: memory && (
        <MemoryBlock memory={memory} vmstat={snapshot.vmstat} />
      ),
    },
    {
      id: 'filesystems',
      title: t('filesystems.title'),
      summary: format.fraction(figures.diskUsedFraction),
      open: true,
      content: filesystems && <FilesystemsBlock filesystems={filesystems} />,
    },
    {
      id: 'networks',
      title: t('networks.title'),
      summary: [
        t('node.receive', {
          value: format.bytesPerSecond(figures.receiveBytesPerSecond),
        }),
        t('node.transmit', {
          value: format.bytesPerSecond(figures.transmitBytesPerSecond),
        }),
      ].join(', '),
      open: true,
      content: networks && <NetworksBlock networks={networks} />,
    },
    {
      id: 'disks',
      title: t('disks.title'),
      summary: t('disks.summary', {
        value: format.fraction(figures.diskBusyFraction),
      }),
      content: disks && <DisksBlock disks={disks} filesystems={filesystems} />,
    },
    {
      id: 'pressure',
      title: t('pressure.title'),
      summary: (['cpu', 'memory', 'io'] as const)
        .map(
          resource =>
            `${t(`pressure.${resource}`)} ${format.fraction(
              pressure?.[resource]?.some.avg10Fraction,
            )}`,
        )
        .join(', '),
      content: pressure && <PressureBlock pressure={pressure} />,
    },
    {
      id: 'temperature',
      title: t('temperature.title'),
      summary: format.celsius(temperature?.maxCelsius),
      content: temperature && <TemperatureBlock temperature={temperature} />,
    },
    {
      id: 'processes',
      title: t('processes.title'),
      summary: format.count(processes?.total),
      content: processes && (
        <ProcessesBlock
          processes={processes}
          memoryBytes={memory?.totalBytes}
        />
      ),
    },
    {
      id: 'tcp',
      title: t('tcp.title'),
      summary: t('tcp.summary', { value: format.count(tcp?.established) }),
      content:
        tcp || softnet ? <TcpBlock tcp={tcp} softnet={softnet} /> : undefined,
    },
    {
      id: 'limits',
      title: t('limits.title'),
      content: kernelLimits && <LimitsBlock limits={kernelLimits} />,
    },
  ];
}

/** A block for every group that the node gives, and the names of those it does not. */
export const NodeBlocks = (props: { snapshot: NodeSnapshot }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const groups = useGroups(props.snapshot);
  const absent = groups.filter(group => !group.content);
  return (
    <div style={{ margin: '16px 0' }}>
      {groups.map(
        ({ id, title, summary, open, content }) =>
          content && (
            <Block
              key={id}
              title={title}
              summary={summary}
              initiallyExpanded={open}
            >
              {content}
            </Block>
          ),
      )}
      {absent.length > 0 && (
        <Typography
          variant="body2"
          color="textSecondary"
          style={{ marginTop: 8 }}
        >
          {t('node.absent', {
            groups: absent.map(group => group.title).join(', '),
          })}
        </Typography>
      )}
    </div>
  );
};
