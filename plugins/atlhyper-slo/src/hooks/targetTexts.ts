import type {
  SloSubject,
  SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { pathLabel } from '../model/routeLabel';
import { sourceId } from '../model/sloItem';
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
    subject: (subject: SloSubject): string => {
      switch (subject.kind) {
        case 'domain':
          return subject.domain;
        case 'path':
          return (
            subject.domain +
            pathLabel({
              path_prefix: subject.path,
              path_match: subject.path_match,
            })
          );
        case 'service':
          return `${subject.namespace}/${subject.service}`;
        default:
          return `${sourceId(subject.source)} → ${subject.namespace}/${
            subject.service
          }`;
      }
    },
  };
}
