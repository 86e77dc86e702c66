import {
  identityApiRef,
  useApi,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import {
  CATALOG_FILTER_EXISTS,
  catalogApiRef,
} from '@backstage/plugin-catalog-react';
import {
  ATLHYPER_DOMAINS_ANNOTATION,
  ATLHYPER_SERVICES_ANNOTATION,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { toClaim, type Claim } from '../entity/claims';
import { usePolling, type Polled } from './usePolling';

/** The catalog changes rarely, and who owns something even less. */
const POLL_MS = 300_000;

const FIELDS = [
  ...['kind', 'metadata.namespace', 'metadata.name'],
  ...['metadata.annotations', 'relations'],
];

/** Reads the claims of all entities that the reader may see; of none in an app without a catalog. */
function useLoadClaims(): () => Promise<Claim[]> {
  const catalog = useApiHolder().get(catalogApiRef);
  return async () => {
    if (!catalog) return [];
    const { items } = await catalog.getEntities({
      filter: [ATLHYPER_DOMAINS_ANNOTATION, ATLHYPER_SERVICES_ANNOTATION].map(
        name => ({ [`metadata.annotations.${name}`]: CATALOG_FILTER_EXISTS }),
      ),
      fields: FIELDS,
    });
    return items.map(toClaim);
  };
}

/** Every entity that the reader may see and that claims domains or services. */
export function useClaims(): Polled<Claim[]> {
  const load = useLoadClaims();
  return usePolling(load, { key: 'claims', intervalMs: POLL_MS });
}

/** Those that the reader, or a group of the reader, owns. */
export function useOwnClaims(): Polled<Claim[]> {
  const load = useLoadClaims();
  const identity = useApi(identityApiRef);
  return usePolling(
    async () => {
      const [claims, { ownershipEntityRefs }] = await Promise.all([
        load(),
        identity.getBackstageIdentity(),
      ]);
      return claims.filter(({ owners }) =>
        owners.some(owner => ownershipEntityRefs.includes(owner)),
      );
    },
    { key: 'own claims', intervalMs: POLL_MS },
  );
}
