import { createContext, useContext } from 'react';
import type {
  SloView,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useSloWindow } from '@atlhyper/backstage-plugin-atlhyper-react';

/** What a list shows where its address says nothing: on an entity, each by its own objective. */
export const DefaultViewContext = createContext<SloView>('1d');

/** The window of one row of a list, where that may be another than the list's. */
export const RowWindowContext = createContext<SloWindow | undefined>(undefined);

/** The window of what is shown here. */
export function useShownWindow(): SloWindow {
  const ofRow = useContext(RowWindowContext);
  const [ofPage] = useSloWindow();
  return ofRow ?? ofPage;
}
