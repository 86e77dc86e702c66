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
  endpoints,
  type AtlhyperApi,
  type CallInput,
  type ResponseOf,
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

type Endpoints = typeof endpoints;

/** Answers to questions, by the names of their endpoints. */
export type Answers = {
  [name in keyof Endpoints]?: (
    input: CallInput<Endpoints[name]>,
  ) => Promise<ResponseOf<Endpoints[name]>>;
};

/** An API that gives the answers, for pages without a backend; what it has no answer for fails. */
export function answerWith(answers: Answers): AtlhyperApi {
  return {
    call: async (endpoint, ...[input]) => {
      const answer = answers[endpoint.name as keyof Answers];
      if (!answer) {
        throw new Error(`No answer to '${endpoint.name}'`);
      }
      return answer((input ?? {}) as never) as never;
    },
  };
}
