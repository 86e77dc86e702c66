import type { Clock } from '../Clock';
import type { MetricsConfig } from '../config/schema';
import type { KubeClient } from '../kubernetes/KubeClient';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Logger } from '../Logger';
import { AdaptedSource } from './custom/AdaptedSource';
import type { CustomMetricsSource } from './custom/CustomMetricsSource';
import { createDcgmSource } from './custom/DcgmSource';
import { createPrometheusSource } from './custom/PrometheusSource';
import { KubernetesUsageSource } from './KubernetesUsageSource';
import type { MetricsSource } from './MetricsSource';

/** The sources that a configuration asks for, and those of the adopter's own. */
export function createSources(options: {
  config: Pick<MetricsConfig, 'metrics' | 'sources'>;
  client: KubeClient;
  store: ResourceStore;
  custom?: readonly CustomMetricsSource[];
  clock: Clock;
  logger: Logger;
}): MetricsSource[] {
  const { config, client, store, clock, logger } = options;
  const { metrics, sources } = config;
  if (!metrics.enabled) return [];
  const { dcgm, prometheus } = sources.custom;
  const custom = metrics.enable_custom
    ? [
        ...(dcgm.enabled
          ? [createDcgmSource({ config: dcgm, client, store })]
          : []),
        ...prometheus.map(source =>
          createPrometheusSource({ config: source, client, store }),
        ),
        ...(options.custom ?? []),
      ]
    : [];
  return [
    ...(metrics.enable_node || metrics.enable_pod
      ? [
          new KubernetesUsageSource({
            config: metrics,
            client,
            nodeNames: () => nodeNames(store),
            clock,
            logger,
          }),
        ]
      : []),
    ...custom.map(
      source =>
        new AdaptedSource(source, {
          intervalMs: metrics.collect_interval,
          timeoutMs: metrics.timeout,
          clock,
          logger,
        }),
    ),
  ];
}

function* nodeNames(store: ResourceStore): Generator<string> {
  for (const { resource } of store.list('node')) yield resource.name;
}
