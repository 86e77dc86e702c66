import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useAtlhyperApi,
  usePolling,
} from '@atlhyper/backstage-plugin-atlhyper-react';

const POLL_MS = 60_000;

/** Namespaces of a cluster that hold pods; none while they are not known. */
export function useNamespaces(cluster: string): readonly string[] {
  const api = useAtlhyperApi();
  const polled = usePolling(
    signal =>
      api.call(endpoints.getResources, {
        params: { cluster, kind: 'pod' },
        query: { limit: 1 },
        signal,
      }),
    { key: cluster, intervalMs: POLL_MS },
  );
  return polled.value?.namespaces ?? [];
}
