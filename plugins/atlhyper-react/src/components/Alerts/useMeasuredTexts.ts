import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import { formatRuleValue } from '../../format/formatRuleValue';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';

type Variant = AlertRecord['variants'][number];

/** Writes what an alert measured: its window, the value now and when it fired, the limit, the reason. */
export function useMeasuredTexts() {
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  const write = (unit: Variant['unit'], value: number) =>
    unit === 'restarts' || unit === 'ready_pods' || unit === 'requests'
      ? t(`alerts.${unit}`, { count: value })
      : formatRuleValue(format, unit, value);
  const limitOf = ({ unit, current: { threshold } }: Variant) => {
    if (threshold === undefined) return undefined;
    return unit === 'ready_pods'
      ? t('alerts.wanted', { value: format.count(threshold) })
      : t('alerts.limit', { value: write(unit, threshold) });
  };
  /** Ours in words; those of Kubernetes are terms of the field. */
  const reasonText = (reason?: string) =>
    reason === 'burning_fast' || reason === 'burning_slow'
      ? t(`alerts.${reason}`)
      : reason;
  return (variant: Variant, state: AlertRecord['state']): string[] => {
    const { unit, window, current, at_firing: fired } = variant;
    const isPast = state === 'resolved' || current.value === undefined;
    return [
      window,
      isPast ? undefined : write(unit, current.value!),
      fired?.value === undefined
        ? undefined
        : t('alerts.atFiring', { value: write(unit, fired.value) }),
      limitOf(variant),
      reasonText(current.reason),
    ].filter(text => text !== undefined);
  };
}
