import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperReactTranslationRef } from '../../translation';
import { hasTitle } from './ruleTitles';

/** What a rule is called, in the language of the app; one that is not known here by `otherwise`. */
export function useRuleTitle(): (rule: string, otherwise?: string) => string {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  return (rule, otherwise = rule) =>
    hasTitle(rule) ? t(`rule.${rule}`) : otherwise;
}
