/** How the text of a variable or flag becomes the value of its key. */
export type SettingType = 'string' | 'number' | 'boolean' | 'list';

/** One key of the configuration that a variable and a flag can set as well. */
export type Setting = { path: string; type: SettingType };

/**
 * Keys that can be set outside the file. The variable and the flag follow from the path:
 * `sources.traefik.port` is `ATLHYPER_SOURCES_TRAEFIK_PORT` and `--sources-traefik-port`.
 */
export const SETTINGS: readonly Setting[] = [
  { path: 'cluster_id', type: 'string' },
  { path: 'master_url', type: 'string' },
  { path: 'token_file', type: 'string' },
  { path: 'state_dir', type: 'string' },
  { path: 'slo.enabled', type: 'boolean' },
  { path: 'slo.collect_interval', type: 'string' },
  { path: 'slo.linkerd.enabled', type: 'boolean' },
  { path: 'slo.linkerd.source', type: 'string' },
  { path: 'slo.linkerd.metrics_url', type: 'string' },
  { path: 'slo.linkerd.target_namespaces', type: 'list' },
  { path: 'slo.linkerd.traefik_namespace', type: 'string' },
  { path: 'slo.linkerd.timeout', type: 'string' },
  { path: 'slo.linkerd.body_limit_bytes', type: 'number' },
  { path: 'slo.linkerd.via', type: 'string' },
  { path: 'slo.linkerd.port', type: 'number' },
  { path: 'slo.linkerd.token_file', type: 'string' },
  { path: 'metrics.enabled', type: 'boolean' },
  { path: 'metrics.push_interval', type: 'string' },
  { path: 'metrics.collect_interval', type: 'string' },
  { path: 'metrics.namespaces', type: 'list' },
  { path: 'metrics.enable_node', type: 'boolean' },
  { path: 'metrics.enable_pod', type: 'boolean' },
  { path: 'metrics.enable_network', type: 'boolean' },
  { path: 'metrics.enable_custom', type: 'boolean' },
  { path: 'metrics.cache_retention', type: 'string' },
  { path: 'metrics.timeout', type: 'string' },
  { path: 'sources.traefik.enabled', type: 'boolean' },
  { path: 'sources.traefik.namespace', type: 'string' },
  { path: 'sources.traefik.pod_selector', type: 'string' },
  { path: 'sources.traefik.port', type: 'number' },
  { path: 'sources.traefik.path', type: 'string' },
  { path: 'sources.traefik.via', type: 'string' },
  { path: 'sources.traefik.body_limit_bytes', type: 'number' },
  { path: 'sources.traefik.timeout', type: 'string' },
  { path: 'sources.kubernetes.kubeconfig', type: 'string' },
  { path: 'sources.kubernetes.context', type: 'string' },
  { path: 'sources.kubernetes.secrets', type: 'boolean' },
  { path: 'sources.node_exporter.enabled', type: 'boolean' },
  { path: 'sources.node_exporter.namespace', type: 'string' },
  { path: 'sources.node_exporter.pod_selector', type: 'string' },
  { path: 'sources.node_exporter.port', type: 'number' },
  { path: 'sources.node_exporter.interval', type: 'string' },
  { path: 'sources.node_exporter.path', type: 'string' },
  { path: 'sources.node_exporter.via', type: 'string' },
  { path: 'sources.node_exporter.timeout', type: 'string' },
  { path: 'sources.node_exporter.body_limit_bytes', type: 'number' },
  { path: 'sources.custom.dcgm.enabled', type: 'boolean' },
  { path: 'sources.custom.dcgm.namespace', type: 'string' },
  { path: 'sources.custom.dcgm.pod_selector', type: 'string' },
  { path: 'sources.custom.dcgm.port', type: 'number' },
  { path: 'sources.custom.dcgm.path', type: 'string' },
  { path: 'sources.custom.dcgm.via', type: 'string' },
  { path: 'sources.custom.dcgm.timeout', type: 'string' },
  { path: 'sources.custom.dcgm.body_limit_bytes', type: 'number' },
  { path: 'push.interval', type: 'string' },
  { path: 'push.heartbeat_interval', type: 'string' },
  { path: 'push.timeout', type: 'string' },
  { path: 'spool.max_bytes', type: 'number' },
  { path: 'listen.host', type: 'string' },
  { path: 'listen.port', type: 'number' },
  { path: 'listen.advertised_host', type: 'string' },
  { path: 'node_auth.shared_secret_file', type: 'string' },
  { path: 'node_auth.token_review.service_accounts', type: 'list' },
  { path: 'node_auth.token_review.audience', type: 'string' },
  { path: 'leader_election.enabled', type: 'boolean' },
  { path: 'leader_election.namespace', type: 'string' },
  { path: 'leader_election.name', type: 'string' },
  { path: 'kubernetes_api.url', type: 'string' },
  { path: 'kubernetes_api.ca_file', type: 'string' },
  { path: 'log.level', type: 'string' },
];

/** `sources.traefik.port` → `ATLHYPER_SOURCES_TRAEFIK_PORT`. */
export function variableOf(setting: Setting): string {
  return `ATLHYPER_${setting.path.replaceAll('.', '_').toUpperCase()}`;
}

/** `sources.traefik.port` → `sources-traefik-port`. */
export function flagOf(setting: Setting): string {
  return setting.path.replaceAll(/[._]/g, '-');
}
