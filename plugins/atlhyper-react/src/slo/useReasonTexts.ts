import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useFormatters } from '../format/useFormatters';
import { atlhyperReactTranslationRef } from '../translation';
import { createReasonTexts } from './reasonTexts';

/** Why a status is what it is, in the language of the app. */
export function useReasonTexts() {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  return useMemo(() => createReasonTexts({ t, format }), [t, format]);
}
