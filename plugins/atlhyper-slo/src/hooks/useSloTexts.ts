import { useMemo } from 'react';
import { useReasonTexts } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createAlertTexts } from './alertText';
import { createTargetTexts } from './targetTexts';
import { useTextSource } from './textSource';

/** What the pages say about judgements, targets and alerts, in the language of the app. */
export function useSloTexts() {
  const { t, format } = useTextSource();
  const reasons = useReasonTexts();
  return useMemo(
    () => ({
      ...reasons,
      ...createAlertTexts({ t, format }, reasons),
      ...createTargetTexts({ t, format }),
    }),
    [t, format, reasons],
  );
}
