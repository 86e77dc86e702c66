import type { SloAlert } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  formatFactor,
  type useReasonTexts,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import type { TextSource } from './textSource';

/** What is said about the alerts behind a status. */
export function createAlertTexts(
  { t, format }: TextSource,
  reasons: ReturnType<typeof useReasonTexts>,
) {
  return {
    /** What an alert sees now: its rule, both windows and how many requests; and when it fired. */
    alert: (alert: SloAlert): string => {
      const { rule, current } = alert;
      const { long, short } = current ?? alert;
      if (alert.kind === 'absent' || !rule || !long || !short) {
        return t('alert.absent', {
          expected: format.number(alert.expected_requests),
        });
      }
      const fired = current && alert.long;
      const now = t('alert.burn_rate', {
        severity: reasons.severity(alert.severity),
        rule: formatFactor(rule.factor, format),
        long: format.duration(long.windowMs),
        longFactor: formatFactor(long.burn_rate, format),
        short: format.duration(short.windowMs),
        shortFactor: formatFactor(short.burn_rate, format),
        bad: format.count(long.bad_requests),
        total: format.count(long.total_requests),
      });
      return fired
        ? t('alert.nowAndThen', {
            now,
            factor: formatFactor(fired.burn_rate, format),
          })
        : now;
    },
  };
}
