import type { Scenario } from '../scenario/schema';
import type { MeshAnswer } from '../truth/MeshTruth';
import type { Labels } from './ExpositionLines';
import { isInjected, type MeshEdge } from './meshEdges';

/** The labels of one pod that is called, as the caller's proxy writes them. */
export function endpointLabels(
  scenario: Scenario,
  { destination }: MeshEdge,
  called: { name: string; ip: string; secured: boolean },
): Labels {
  const { namespace, service, port } = destination;
  const { name, ip, secured } = called;
  const target = scenario.services.find(
    s => s.namespace === namespace && s.name === service,
  )!;
  return {
    direction: 'outbound',
    authority: `${service}.${namespace}.svc.cluster.local:${port}`,
    target_addr: `${ip}:${target.targetPort}`,
    target_ip: ip,
    target_port: String(target.targetPort),
    ...(secured
      ? {
          tls: 'true',
          server_id: `default.${namespace}.serviceaccount.identity.linkerd.cluster.local`,
        }
      : {
          tls: 'no_identity',
          no_tls_reason: 'not_provided_by_service_discovery',
        }),
    ...(isInjected(scenario, namespace, service) && {
      dst_control_plane_ns: 'linkerd',
    }),
    [`dst_${target.kind.toLowerCase()}`]: service,
    dst_namespace: namespace,
    dst_pod: name,
    ...(target.kind === 'Deployment' && {
      dst_pod_template_hash: name.split('-').slice(-2)[0],
    }),
    dst_service: service,
    dst_serviceaccount: 'default',
    dst_zone: '',
    dst_zone_locality: 'unknown',
  };
}

/** What an answer was. */
export function answerLabels({ code, grpcStatus, failed }: MeshAnswer): Labels {
  return {
    status_code: code,
    classification: failed ? 'failure' : 'success',
    grpc_status: grpcStatus ?? '',
    error: '',
  };
}

/** Who asks the proxy itself for its metrics. */
export const ADMIN_LABELS: Labels = {
  direction: 'inbound',
  target_addr: '0.0.0.0:4191',
  target_ip: '0.0.0.0',
  target_port: '4191',
  tls: 'no_identity',
  no_tls_reason: 'no_tls_from_remote',
  srv_group: '',
  srv_kind: 'default',
  srv_name: 'all-unauthenticated',
  route_group: '',
  route_kind: 'default',
  route_name: 'default',
  authz_group: '',
  authz_kind: 'default',
  authz_name: 'all-unauthenticated',
};

/** A Service's default route, as the newer metrics name it. */
export function routeLabels({ destination }: MeshEdge): Labels {
  return {
    parent_group: 'core',
    parent_kind: 'Service',
    parent_namespace: destination.namespace,
    parent_name: destination.service,
    parent_port: String(destination.port),
    parent_section_name: '',
    route_group: '',
    route_kind: 'default',
    route_namespace: '',
    route_name: 'http',
    hostname: '',
  };
}
