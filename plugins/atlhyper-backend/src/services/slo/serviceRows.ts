import {
  formatSource,
  type ServiceSlo,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ListRow } from './listRows';
import { hasOwnTarget, worstOwn } from './ownView';
import { edgeOf, keyOf, type JudgedService } from './assembleServices';

/** A service in the one window, or of several in that of its own worst target. */
export function toServiceRow(
  inWindows: readonly JudgedService[],
): ListRow<ServiceSlo> {
  const worst = worstOwn(
    inWindows.map(one => ({
      judgement: one.service,
      isOwn: hasOwnTarget(one.service, one.judged),
    })),
  );
  const { service, edges, judged, writeEdge } = inWindows.find(
    one => one.service === worst,
  )!;
  return {
    key: keyOf(service),
    name: service.service,
    fullName: `${service.namespace}/${service.service}`,
    namespace: service.namespace,
    judged: service,
    figures: service.summary,
    mtls: service.mtls,
    no_response: service.no_response,
    parts: judged,
    namesOfPart: i => {
      const { source } = edgeOf(edges[i]);
      return [formatSource(source), `${source.namespace}/${source.workload}`];
    },
    write: chosen => ({
      ...service,
      edges: chosen.map(writeEdge),
      ...(chosen.length < edges.length && {
        edges_left_out: edges.length - chosen.length,
      }),
    }),
  };
}
