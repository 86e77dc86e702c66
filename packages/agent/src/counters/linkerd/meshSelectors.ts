import type { AgentConfig } from '../../config/schema';
import { MESH_METRICS } from './meshSeries';

/**
 * What is asked of a Prometheus: the raw counters of outgoing calls, those of what comes in at the
 * ingress, and when each proxy started. Rates would lose what happened between two looks.
 */
export function meshSelectors(config: AgentConfig['slo']['linkerd']): string[] {
  const { target_namespaces, traefik_namespace, port } = config;
  const endpoint = MESH_METRICS.filter(name => !name.startsWith('outbound_'));
  const route = MESH_METRICS.filter(name => name.startsWith('outbound_'));
  const inTargets = (label: string) =>
    target_namespaces.length > 0
      ? `,${label}=~${quote(target_namespaces.map(escape).join('|'))}`
      : '';
  const named = (names: readonly string[]) =>
    `__name__=~${quote(names.join('|'))}`;
  return [
    `{${named(endpoint)},direction="outbound",dst_service!=""${inTargets(
      'dst_namespace',
    )}}`,
    `{${named(endpoint)},direction="inbound",authority!="",namespace=${quote(
      traefik_namespace,
    )}}`,
    `{${named(route)},parent_kind="Service"${inTargets('parent_namespace')}}`,
    `{__name__="process_start_time_seconds",namespace!="",pod!="",instance=~".+:${port}"}`,
  ];
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
