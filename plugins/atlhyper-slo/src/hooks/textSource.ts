import type { TranslationFunction } from '@backstage/core-plugin-api/alpha';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  useFormatters,
  type Formatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../translation';

/** What texts are made with, in the language of the app. */
export type TextSource = {
  t: TranslationFunction<typeof atlhyperSloTranslationRef.T>;
  format: Formatters;
};

export function useTextSource(): TextSource {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return { t, format: useFormatters() };
}
