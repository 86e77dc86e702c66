import Box from '@material-ui/core/Box';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type CapacityFigures,
  type KubernetesNodeMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  useEndpoint,
  DataList,
  TitledList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Block } from './Block';
import { Facts } from './Facts';

const POLL_MS = 15_000;

/** The share of what pods may have that they asked for; of nothing there is none. */
const requestedOf = ({ requested, allocatable }: CapacityFigures) =>
  allocatable > 0 ? requested / allocatable : undefined;

const lostFraction = ({
  lostCount,
  sentCount,
}: KubernetesNodeMetrics['probes'][number]) => lostCount / sentCount;

const KubernetesBlock = (props: { metrics: KubernetesNodeMetrics }) => {
  const { cpu, memory, pods, pressures, conditions, ...state } = props.metrics;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const rows = [
    { name: t('kubernetes.cpu'), figures: cpu, write: format.cores },
    { name: t('node.memory'), figures: memory, write: format.bytes },
  ];
  return (
    <>
      <Facts
        facts={[
          [
            t('kubernetes.pods'),
            t('summary.of', {
              part: format.count(pods.running),
              total: format.count(pods.capacity),
            }),
          ],
          [
            t('kubernetes.ready'),
            t(state.ready ? 'kubernetes.yes' : 'kubernetes.no'),
          ],
          [
            t('kubernetes.schedulable'),
            t(state.schedulable ? 'kubernetes.yes' : 'kubernetes.no'),
          ],
          [
            t('kubernetes.pressures'),
            pressures.join(', ') || t('kubernetes.none'),
          ],
        ]}
      />
      <TitledList
        list="node-capacity"
        title={t('kubernetes.resources')}
        columns={[
          {
            id: 'resource',
            title: t('kubernetes.resource'),
            cell: row => row.name,
          },
          {
            id: 'capacity',
            title: t('kubernetes.capacity'),
            cell: ({ figures, write }) => write(figures.capacity),
            numeric: true,
          },
          {
            id: 'allocatable',
            title: t('kubernetes.allocatable'),
            cell: ({ figures, write }) => write(figures.allocatable),
            numeric: true,
          },
          {
            id: 'requested',
            title: t('kubernetes.requested'),
            cell: ({ figures, write }) => write(figures.requested),
            numeric: true,
          },
          {
            id: 'limited',
            title: t('kubernetes.limited'),
            cell: ({ figures, write }) => write(figures.limited),
            numeric: true,
          },
          {
            id: 'available',
            title: t('kubernetes.available'),
            cell: ({ figures, write }) => write(figures.available),
            numeric: true,
          },
        ]}
        rows={rows}
        rowId={row => row.name}
      />
      <TitledList
        list="conditions"
        title={t('kubernetes.conditions')}
        columns={[
          {
            id: 'condition',
            title: t('kubernetes.condition'),
            value: condition => condition.type,
          },
          {
            id: 'status',
            title: t('kubernetes.status'),
            value: condition => condition.status,
          },
          {
            id: 'reason',
            title: t('kubernetes.reason'),
            value: condition => condition.reason,
            wraps: true,
          },
          {
            id: 'since',
            title: t('kubernetes.since'),
            value: condition => condition.sinceMs,
            cell: condition => format.dateTime(condition.sinceMs),
          },
        ]}
        rows={conditions}
        rowId={condition => condition.type}
      />
    </>
  );
};

const ProbesBlock = (props: { probes: KubernetesNodeMetrics['probes'] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataList
      list="probes"
      label={t('probes.title')}
      columns={[
        {
          id: 'target',
          title: t('probes.target'),
          value: probe => probe.targetNode,
        },
        {
          id: 'lost',
          title: t('probes.lost'),
          value: lostFraction,
          cell: probe => format.fraction(lostFraction(probe)),
          numeric: true,
        },
        {
          id: 'min',
          title: t('probes.min'),
          value: ({ rttMs }) => rttMs?.min,
          cell: ({ rttMs }) => format.milliseconds(rttMs?.min),
          numeric: true,
        },
        {
          id: 'avg',
          title: t('probes.avg'),
          value: ({ rttMs }) => rttMs?.avg,
          cell: ({ rttMs }) => format.milliseconds(rttMs?.avg),
          numeric: true,
        },
        {
          id: 'max',
          title: t('probes.max'),
          value: ({ rttMs }) => rttMs?.max,
          cell: ({ rttMs }) => format.milliseconds(rttMs?.max),
          numeric: true,
        },
      ]}
      rows={props.probes}
      rowId={probe => probe.targetNode}
    />
  );
};

const GpusBlock = (props: { gpus: KubernetesNodeMetrics['gpus'] }) => {
  const { count, available, devices, reason } = props.gpus;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <>
      <Facts
        facts={[
          [t('gpus.count'), format.count(count)],
          [t('gpus.available'), format.count(available)],
        ]}
      />
      {devices.length > 0 ? (
        <DataList
          list="gpus"
          label={t('gpus.title')}
          columns={[
            { id: 'device', title: t('gpus.device'), value: gpu => gpu.id },
            { id: 'model', title: t('gpus.model'), value: gpu => gpu.model },
            {
              id: 'used',
              title: t('gpus.used'),
              value: gpu => gpu.usedFraction,
              cell: gpu => format.fraction(gpu.usedFraction),
              numeric: true,
            },
            {
              id: 'memory',
              title: t('gpus.memory'),
              value: gpu => gpu.memoryUsedBytes,
              cell: gpu =>
                t('summary.of', {
                  part: format.bytes(gpu.memoryUsedBytes),
                  total: format.bytes(gpu.memoryTotalBytes),
                }),
              numeric: true,
            },
          ]}
          rows={devices}
          rowId={gpu => gpu.id}
        />
      ) : (
        reason
      )}
    </>
  );
};

/** What Kubernetes and the further sources know of a node; nothing for a machine that is none of its. */
export const KubernetesBlocks = (props: { cluster: string; node: string }) => {
  const { cluster, node } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const { value: metrics } = useEndpoint(
    endpoints.getKubernetesNode,
    { params: { node }, query: { cluster } },
    { intervalMs: POLL_MS },
  );
  if (!metrics) {
    return null;
  }
  const custom = Object.entries(metrics.custom);
  const worst = Math.max(...metrics.probes.map(lostFraction));
  return (
    <Box mb={3}>
      <Block
        title="Kubernetes"
        summary={t('kubernetes.summary', {
          cpu: format.fraction(requestedOf(metrics.cpu)),
          memory: format.fraction(requestedOf(metrics.memory)),
        })}
      >
        <KubernetesBlock metrics={metrics} />
      </Block>
      {metrics.probes.length > 0 && (
        <Block
          title={t('probes.title')}
          summary={t('probes.summary', { value: format.fraction(worst) })}
        >
          <ProbesBlock probes={metrics.probes} />
        </Block>
      )}
      {metrics.gpus.count > 0 && (
        <Block
          title={t('gpus.title')}
          summary={format.count(metrics.gpus.count)}
        >
          <GpusBlock gpus={metrics.gpus} />
        </Block>
      )}
      {custom.length > 0 && (
        <Block title={t('custom.title')} summary={format.count(custom.length)}>
          <Facts
            facts={custom.map(([name, { value, unit }]) => [
              name,
              [format.number(value), unit].filter(Boolean).join(' '),
            ])}
          />
        </Block>
      )}
    </Box>
  );
};
