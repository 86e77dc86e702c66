import { useMemo } from 'react';
import { createReasonTexts } from './reasonTexts';
import { createTargetTexts } from './targetTexts';
import { useTextSource } from './textSource';

/** What the pages say about judgements, targets and alerts, in the language of the app. */
export function useSloTexts() {
  const { t, format } = useTextSource();
  return useMemo(
    () => ({
      ...createReasonTexts({ t, format }),
      ...createTargetTexts({ t, format }),
    }),
    [t, format],
  );
}
