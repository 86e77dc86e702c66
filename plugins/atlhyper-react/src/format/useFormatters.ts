import { useMemo } from 'react';
import {
  appLanguageApiRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { createFormatters, type Formatters } from './formatters';

/** Formatters for the language that the app is shown in. */
export function useFormatters(): Formatters {
  const language =
    useApiHolder().get(appLanguageApiRef)?.getLanguage().language ?? 'en';
  return useMemo(() => createFormatters(language), [language]);
}
