import Box from '@material-ui/core/Box';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type CapacityFigures,
  type KubernetesNodeMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  useFormatters,
  useEndpoint,
  DataTable,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Block } from './Block';
import { Facts } from './Facts';

const POLL_MS = 15_000;

/** The share of what pods may have that they asked for; of nothing there is none. */
const requestedOf = ({ requested, allocatable }: CapacityFigures) =>
  allocatable > 0 ? requested / allocatable : undefined;

const KubernetesBlock = (props: { metrics: KubernetesNodeMetrics }) => {
  const { cpu, memory, pods, pressures, conditions, ...state } = props.metrics;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const row = (
    name: string,
    figures: CapacityFigures,
    write: (value?: number) => string,
  ) => ({
    id: name,
    cells: [
      name,
      write(figures.capacity),
      write(figures.allocatable),
      write(figures.requested),
      write(figures.limited),
      write(figures.available),
    ],
  });
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
      <DataTable
        title={t('kubernetes.resources')}
        columns={[
          t('kubernetes.resource'),
          t('kubernetes.capacity'),
          t('kubernetes.allocatable'),
          t('kubernetes.requested'),
          t('kubernetes.limited'),
          t('kubernetes.available'),
        ]}
        rows={[
          row(t('kubernetes.cpu'), cpu, format.cores),
          row(t('node.memory'), memory, format.bytes),
        ]}
      />
      <DataTable
        title={t('kubernetes.conditions')}
        columns={[
          t('kubernetes.condition'),
          t('kubernetes.status'),
          t('kubernetes.reason'),
          t('kubernetes.since'),
        ]}
        rows={conditions.map(({ type, status, reason, sinceMs }) => ({
          id: type,
          cells: [type, status, reason ?? NO_DATA, format.dateTime(sinceMs)],
        }))}
      />
    </>
  );
};

const ProbesBlock = (props: { probes: KubernetesNodeMetrics['probes'] }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataTable
      title={t('probes.title')}
      titleHidden
      columns={[
        t('probes.target'),
        t('probes.lost'),
        t('probes.min'),
        t('probes.avg'),
        t('probes.max'),
      ]}
      rows={props.probes.map(({ targetNode, sentCount, lostCount, rttMs }) => ({
        id: targetNode,
        cells: [
          targetNode,
          format.fraction(lostCount / sentCount),
          format.milliseconds(rttMs?.min),
          format.milliseconds(rttMs?.avg),
          format.milliseconds(rttMs?.max),
        ],
      }))}
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
        <DataTable
          title={t('gpus.title')}
          titleHidden
          columns={[
            t('gpus.device'),
            t('gpus.model'),
            t('gpus.used'),
            t('gpus.memory'),
          ]}
          rows={devices.map(gpu => ({
            id: gpu.id,
            cells: [
              gpu.id,
              gpu.model ?? NO_DATA,
              format.fraction(gpu.usedFraction),
              t('summary.of', {
                part: format.bytes(gpu.memoryUsedBytes),
                total: format.bytes(gpu.memoryTotalBytes),
              }),
            ],
          }))}
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
  const worst = Math.max(
    ...metrics.probes.map(({ lostCount, sentCount }) => lostCount / sentCount),
  );
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
