import type { SloHistoryResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useAtlhyperApi,
  usePolling,
  type Polled,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { loadHistory } from '../../model/itemDetails';
import { itemKey } from '../../model/sloItem';
import type { Shown } from './ItemDetail';

export const HISTORY_POLL_MS = 60_000;

/** The question that a part of the details asks, apart from what it asks for. */
export function shownKey({ details, part }: Shown) {
  const { item, window } = details;
  return [
    itemKey(item),
    item.kind === 'domain' && item.cluster,
    window,
    part?.id,
  ];
}

/** Asks for the history of what is shown, or that of the period before. */
export function useHistory(
  shown: Shown,
  period: 'current' | 'previous' = 'current',
): Polled<SloHistoryResponse> {
  const api = useAtlhyperApi();
  const { details, part } = shown;
  return usePolling(
    signal =>
      loadHistory(
        api,
        details.item,
        { window: details.window, period, select: part?.select },
        { signal },
      ),
    {
      key: JSON.stringify(['history', period, ...shownKey(shown)]),
      intervalMs: HISTORY_POLL_MS,
    },
  );
}
