import type {
  AnyEndpoint,
  CallInput,
  ResponseOf,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useAtlhyperApi } from '../api/atlhyperApi';
import { usePolling, type Polled, type PollingOptions } from './usePolling';

/**
 * Asks an endpoint again and again, as `usePolling` does. What is asked tells questions apart: another
 * input is another question, and the same one is asked once for all who ask it.
 */
export function useEndpoint<E extends AnyEndpoint>(
  endpoint: E,
  input: Omit<CallInput<E>, 'signal'>,
  options: PollingOptions,
): Polled<ResponseOf<E>> {
  const api = useAtlhyperApi();
  return usePolling(
    signal =>
      api.call<E>(endpoint, { ...input, signal } as unknown as CallInput<E>),
    { ...options, key: JSON.stringify([endpoint.name, input]) },
  );
}
