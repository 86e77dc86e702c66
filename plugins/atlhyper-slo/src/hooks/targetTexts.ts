import {
  subjectTitle,
  type SloSubject,
  type SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { TextSource } from './textSource';

/** What is said about a target: what it asks, where it comes from and what it is for. */
export function createTargetTexts({ t, format }: TextSource) {
  return {
    /** What a target asks: availability, and latency where it asks for that too. */
    objectives: ({
      availability,
      latency,
    }: Pick<SloTarget, 'availability' | 'latency'>) => [
      t('target.availability', { value: format.percent(availability) }),
      ...(latency
        ? [
            latency.by === 'quantile'
              ? t('target.quantile', {
                  quantile: String(latency.objective),
                  threshold: format.milliseconds(latency.threshold_ms),
                })
              : t('target.share', {
                  objective: format.percent(latency.objective),
                  threshold: format.milliseconds(latency.threshold_ms),
                }),
          ]
        : []),
    ],

    /** Where a target comes from, for a thing of the level. */
    origin: (
      { origin }: SloTarget,
      level: SloTarget['origin']['level'],
    ): string => {
      if (origin.source === 'catalog' && origin.entity_ref) {
        return t('origin.catalog', { entity: origin.entity_ref });
      }
      const text =
        origin.level === level ? t('origin.own') : t(`origin.${origin.level}`);
      return origin.cluster
        ? t('origin.cluster', { text, cluster: origin.cluster })
        : text;
    },

    /** The name of what a target or an alert is for. */
    subject: (subject: SloSubject): string => subjectTitle(subject),
  };
}
