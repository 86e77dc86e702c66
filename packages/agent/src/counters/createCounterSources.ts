import type { CounterSource } from '../agent/CounterSource';
import type { Clock } from '../Clock';
import type { AgentConfig } from '../config/schema';
import type { KindStatus } from '../kubernetes/KindStatus';
import type { KubeClient } from '../kubernetes/KubeClient';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Logger } from '../Logger';
import { LinkerdSource } from './linkerd/LinkerdSource';
import type { RouteBook } from './traefik/RouteBook';
import { TraefikSource } from './traefik/TraefikSource';

/** All that counts requests, as far as it is configured. A new one is a new row. */
export function createCounterSources({
  config,
  ...options
}: {
  config: AgentConfig;
  store: ResourceStore;
  routes: RouteBook;
  kinds: () => KindStatus[];
  client: KubeClient;
  clock: Clock;
  logger: Logger;
}): CounterSource[] {
  const { enabled, collect_interval: intervalMs, linkerd } = config.slo;
  const { traefik } = config.sources;
  const shared = { ...options, intervalMs };
  const isOn = (source: { enabled: boolean }) => enabled && source.enabled;
  return [
    ...(isOn(traefik)
      ? [new TraefikSource({ ...shared, config: traefik })]
      : []),
    ...(isOn(linkerd)
      ? [new LinkerdSource({ ...shared, config: linkerd })]
      : []),
  ];
}
