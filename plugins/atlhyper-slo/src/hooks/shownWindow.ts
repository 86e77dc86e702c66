import { createContext, useContext } from 'react';
import type {
  SloView,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useSloView } from '@atlhyper/backstage-plugin-atlhyper-react';

/** The window of one row of a list, where that may be another than the list's. */
export const RowWindowContext = createContext<SloWindow | undefined>(undefined);

/** The window of what is shown here; each thing's own where neither row nor address says one. */
export function useShownWindow(): SloView {
  const ofRow = useContext(RowWindowContext);
  const [ofPage] = useSloView();
  return ofRow ?? ofPage;
}
