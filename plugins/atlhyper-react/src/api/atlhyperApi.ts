import { useMemo } from 'react';
import {
  createApiRef,
  discoveryApiRef,
  fetchApiRef,
  useApi,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import {
  AtlhyperClient,
  type AtlhyperApi,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Set it in an app to answer the pages from something else than the `atlhyper` backend. */
export const atlhyperApiRef = createApiRef<AtlhyperApi>({
  id: 'plugin.atlhyper.client',
});

/**
 * The API that the tabs and pages ask.
 *
 * Several plugins share it and an app may hold any of them, so none of them registers it: without an
 * implementation of `atlhyperApiRef` in the app it is the client of the `atlhyper` backend.
 */
export function useAtlhyperApi(): AtlhyperApi {
  const provided = useApiHolder().get(atlhyperApiRef);
  const fetchApi = useApi(fetchApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  return useMemo(
    () => provided ?? new AtlhyperClient({ fetchApi, discoveryApi }),
    [provided, fetchApi, discoveryApi],
  );
}
