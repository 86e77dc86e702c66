import { useCallback, useContext } from 'react';
import { useLocation, useSearchParams, type To } from 'react-router-dom';
import {
  routeResolutionApiRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { atlhyperPageRoutes } from '@atlhyper/backstage-plugin-atlhyper-react';
import { itemPath, type SloItem } from '../model/sloItem';
import { RowWindowContext } from './shownWindow';
import { SloPagePathContext } from './SloPagePathContext';

/** What an item's page is opened with: the reader goes on with the window and cluster in use. */
const KEPT = ['window', 'cluster'];

/**
 * Makes the address of an item's page, or of one part of it; `undefined` where the app does not
 * say where the page is, as on an entity of an app on the legacy frontend system.
 */
export function useItemLink(): (
  item: SloItem,
  part?: string,
) => To | undefined {
  const onPage = useContext(SloPagePathContext);
  const routes = useApiHolder().get(routeResolutionApiRef);
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const rowWindow = useContext(RowWindowContext);
  const base =
    onPage ??
    routes?.resolve(atlhyperPageRoutes.slo, { sourcePath: pathname })?.();
  return useCallback(
    (item, part) => {
      if (base === undefined) {
        return undefined;
      }
      const search = new URLSearchParams(
        [...params].filter(([name]) => KEPT.includes(name)),
      );
      if (rowWindow) {
        search.set('window', rowWindow);
      }
      if (item.kind === 'service') {
        search.delete('cluster');
      }
      if (part) {
        search.set('part', part);
      }
      return {
        pathname: `${base.replace(/\/$/, '')}/${itemPath(item)}`,
        search: search.toString(),
      };
    },
    [base, params, rowWindow],
  );
}
