import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
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

/** Every entity that the reader may see and that claims domains or services. */
export function useClaims(): Polled<Claim[]> {
  const catalog = useApi(catalogApiRef);
  return usePolling(
    async () => {
      const { items } = await catalog.getEntities({
        filter: [ATLHYPER_DOMAINS_ANNOTATION, ATLHYPER_SERVICES_ANNOTATION].map(
          name => ({ [`metadata.annotations.${name}`]: CATALOG_FILTER_EXISTS }),
        ),
        fields: FIELDS,
      });
      return items.map(toClaim);
    },
    { key: 'claims', intervalMs: POLL_MS },
  );
}

/** Refs that the reader owns by: the user and its groups. */
export function useOwnRefs(): Polled<string[]> {
  const identity = useApi(identityApiRef);
  return usePolling(
    async () => (await identity.getBackstageIdentity()).ownershipEntityRefs,
    { key: 'own refs', intervalMs: POLL_MS },
  );
}
