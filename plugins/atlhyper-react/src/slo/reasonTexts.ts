import type { TranslationFunction } from '@backstage/core-plugin-api/alpha';
import type {
  SloAlert,
  SloCause,
  SloJudgement,
  SloReason,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Formatters } from '../format/formatters';
import type { atlhyperReactTranslationRef } from '../translation';

const WINDOW_MS: Record<SloWindow, number> = {
  '1d': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** Texts with what was measured, of other reasons than latency. */
const TEXT_OF: Partial<Record<SloReason, 'availability' | 'budget'>> = {
  availability_missed: 'availability',
  budget_low: 'budget',
};

/** What texts are made with, in the language of the app. */
type TextSource = {
  t: TranslationFunction<typeof atlhyperReactTranslationRef.T>;
  format: Formatters;
};

/** A burn rate or its threshold: 14.4 → "14.4x". */
export function formatFactor(value: number, format: Formatters): string {
  return `${format.number(value)}x`;
}

/** What is said about why a status is what it is. */
// eslint-disable-next-line max-lines-per-function -- closures over one language
export function createReasonTexts({ t, format }: TextSource) {
  function burning(severity: SloAlert['severity'], alerts: SloAlert[]) {
    const text = t(severity === 'fast' ? 'reason.fast' : 'reason.slow');
    const alert = alerts.find(a => a.severity === severity && a.long);
    const now = alert?.current?.long ?? alert?.long;
    return now
      ? t('reason.burn', {
          text,
          factor: formatFactor(now.burn_rate, format),
          window: format.duration(now.windowMs),
        })
      : text;
  }

  /** What was measured and what is asked; the name of the reason where it has no figures. */
  function missed({ reason, measured }: SloCause) {
    if (!measured) {
      return t(`reasonName.${reason}`);
    }
    const { value, objective, unit, is_more: isMore } = measured;
    const { quantile, threshold_ms: thresholdMs } = measured;
    const show = unit === 'ms' ? format.milliseconds : format.percent;
    return t(`reason.${TEXT_OF[reason] ?? (`latency_${unit}` as const)}`, {
      value: `${isMore ? '> ' : ''}${show(value)}`,
      objective: show(objective),
      quantile: String(quantile),
      threshold: format.milliseconds(thresholdMs),
    });
  }

  function causeText(
    cause: SloCause,
    { window, ...judgement }: SloJudgement,
  ): string {
    switch (cause.reason) {
      case 'burning_fast':
        return burning('fast', judgement.alerts);
      case 'burning_slow':
        return burning('slow', judgement.alerts);
      case 'availability_missed':
      case 'latency_missed':
      case 'budget_low':
        return missed(cause);
      case 'short_history':
        return t('reason.short_history', {
          observed: format.duration(
            judgement.covered_fraction * WINDOW_MS[window],
          ),
          window: format.duration(WINDOW_MS[window]),
        });
      default:
        return t(`reason.${cause.reason}`);
    }
  }

  return {
    /** How fast a budget burns, in words. */
    severity: (severity: SloAlert['severity']) =>
      t(severity === 'fast' ? 'reason.fast' : 'reason.slow'),

    /** Why the status is what it is, weightiest first: whose fault, what was measured, what is asked. */
    reasons: (judgement: SloJudgement) =>
      judgement.causes.map(cause => {
        const said = causeText(cause, judgement);
        return cause.part
          ? t('reason.ofPart', { part: cause.part, text: said })
          : said;
      }),

    /** The reasons of an earlier status, of which only the names are kept. */
    reasonNames: (names: SloReason[]) =>
      names.map(name => t(`reasonName.${name}`)),
  };
}
