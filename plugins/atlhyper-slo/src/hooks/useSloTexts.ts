import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  SloAlert,
  SloJudgement,
  SloReason,
  SloSubject,
  SloTarget,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { pathLabel } from '../model/routeLabel';
import { sourceId } from '../model/sloItem';
import { atlhyperSloTranslationRef } from '../translation';

const WINDOW_MS: Record<SloWindow, number> = {
  '1d': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** What the pages say about judgements, targets and alerts, in the language of the app. */
export function useSloTexts() {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const format = useFormatters();
  return useMemo(() => {
    const factor = (value: number) => `${format.number(value)}x`;

    function burning(severity: SloAlert['severity'], alerts: SloAlert[]) {
      const text = t(severity === 'fast' ? 'reason.fast' : 'reason.slow');
      const alert = alerts.find(a => a.severity === severity && a.long);
      return alert?.long
        ? t('reason.burn', {
            text,
            factor: factor(alert.long.burn_rate),
            window: format.duration(alert.long.windowMs),
          })
        : text;
    }

    function latencyMissed({ target, latency_share: share }: SloJudgement) {
      return target.latency?.by === 'share' && share
        ? t('reason.share', {
            share: `${share.estimated ? '~' : ''}${format.percent(
              share.value,
            )}`,
            threshold: format.milliseconds(target.latency.threshold_ms),
            objective: format.percent(target.latency.objective),
          })
        : t('reason.latency');
    }

    function reason(
      name: SloReason,
      judgement: SloJudgement,
      window: SloWindow,
    ): string {
      switch (name) {
        case 'burning_fast':
          return burning('fast', judgement.alerts);
        case 'burning_slow':
          return burning('slow', judgement.alerts);
        case 'latency_missed':
          return latencyMissed(judgement);
        case 'short_history':
          return t('reason.short_history', {
            observed: format.duration(
              judgement.covered_fraction * WINDOW_MS[window],
            ),
            window: format.duration(WINDOW_MS[window]),
          });
        default:
          return t(`reason.${name}`);
      }
    }

    return {
      /** Why the status is what it is, weightiest first. */
      reasons: (judgement: SloJudgement, window: SloWindow) =>
        judgement.reasons.map(name => reason(name, judgement, window)),

      /** The reasons of an earlier status, of which only the names are kept. */
      reasonNames: (names: SloReason[]) =>
        names.map(name => t(`reasonName.${name}`)),

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
          origin.level === level
            ? t('origin.own')
            : t(`origin.${origin.level}`);
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

      /** What an alert saw when it fired: its rule, both windows and how many requests. */
      alert: (alert: SloAlert): string => {
        const { rule, long, short } = alert;
        if (alert.kind === 'absent' || !rule || !long || !short) {
          return t('alert.absent', {
            expected: format.number(alert.expected_requests),
          });
        }
        return t('alert.burn_rate', {
          severity: t(
            alert.severity === 'fast' ? 'reason.fast' : 'reason.slow',
          ),
          rule: factor(rule.factor),
          long: format.duration(long.windowMs),
          longFactor: factor(long.burn_rate),
          short: format.duration(short.windowMs),
          shortFactor: factor(short.burn_rate),
          bad: format.count(long.bad_requests),
          total: format.count(long.total_requests),
        });
      },
    };
  }, [t, format]);
}
