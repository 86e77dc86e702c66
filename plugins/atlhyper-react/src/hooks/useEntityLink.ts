import { useCallback } from 'react';
import type { To } from 'react-router-dom';
import {
  routeResolutionApiRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { entityPage, parseEntity } from '@atlhyper/core';
import { atlhyperPageRoutes } from '../pageRoutes';

/**
 * Makes the address of the page that shows an entity, by its key; `undefined` where no page does, or
 * the app has none of them, as one on the legacy frontend system.
 */
export function useEntityLink(): (entityKey: string) => To | undefined {
  const routes = useApiHolder().get(routeResolutionApiRef);
  return useCallback(
    entityKey => {
      const entity = parseEntity(entityKey);
      const page = entity && entityPage(entity);
      const base = page && routes?.resolve(atlhyperPageRoutes[page.page])?.();
      if (!page || base === undefined) return undefined;
      const segments = page.segments.map(encodeURIComponent);
      return {
        pathname: [base.replace(/\/$/, ''), ...segments].join('/'),
        search: new URLSearchParams(page.search).toString(),
      };
    },
    [routes],
  );
}
