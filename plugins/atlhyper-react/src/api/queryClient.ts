import { QueryClient } from '@tanstack/react-query';
import { fetchApiRef, useApiHolder } from '@backstage/frontend-plugin-api';
import { atlhyperApiRef } from './atlhyperApi';

const clients = new WeakMap<object, QueryClient>();

/**
 * What was answered in this app: the same question on one page is asked once.
 *
 * It belongs to the API that answers, which an app has one of, so that no adopter has to put a provider
 * around anything, and no test sees the answers of another.
 */
export function useQueryCache(): QueryClient {
  const apis = useApiHolder();
  const owner: object =
    apis.get(atlhyperApiRef) ?? apis.get(fetchApiRef) ?? apis;
  let client = clients.get(owner);
  if (!client) {
    client = new QueryClient();
    clients.set(owner, client);
  }
  return client;
}
