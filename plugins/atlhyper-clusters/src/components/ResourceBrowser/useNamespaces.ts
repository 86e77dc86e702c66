import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useEndpoint } from '@atlhyper/backstage-plugin-atlhyper-react';

const POLL_MS = 60_000;

/** Namespaces of a cluster that hold pods; none while they are not known. */
export function useNamespaces(cluster: string): readonly string[] {
  const polled = useEndpoint(
    endpoints.getResources,
    { params: { cluster, kind: 'pod' }, query: { limit: 1 } },
    { intervalMs: POLL_MS },
  );
  return polled.value?.namespaces ?? [];
}
