import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Formatters } from '../../format/formatters';
import { useFormatters } from '../../format/useFormatters';
import { atlhyperReactTranslationRef } from '../../translation';
import { DataTable } from '../DataTable/DataTable';
import { StatusLabel } from '../StatusLabel/StatusLabel';
import { useRuleTitle } from './useRuleTitle';

type Variant = AlertRecord['variants'][number];

function formatValue(
  format: Formatters,
  unit: Variant['unit'],
  value: number | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  switch (unit) {
    case 'celsius':
      return format.celsius(value);
    case 'milliseconds':
      return format.duration(value);
    case 'burn_rate':
      return `${format.number(value)}×`;
    case 'count':
      return format.count(value);
    default:
      return format.fraction(value);
  }
}

/** What was measured within an alert: now, when it fired, and the limit; one line for each window. */
const Measured = (props: { alert: AlertRecord }) => {
  const { variants, state } = props.alert;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  const shown = variants.filter(
    one => !one.inhibited && (state === 'resolved' || one.state === 'firing'),
  );
  return (
    <>
      {shown.map(one => {
        const { unit, window, current, at_firing: fired } = one;
        const write = (value?: number) => formatValue(format, unit, value);
        const parts = [
          window,
          state === 'resolved' ? undefined : write(current.value),
          fired?.value !== undefined &&
            t('alerts.atFiring', { value: write(fired.value)! }),
          current.threshold !== undefined &&
            t('alerts.limit', { value: write(current.threshold)! }),
          current.reason,
        ];
        return (
          <div key={`${window} ${one.severity} ${one.sinceMs}`}>
            {parts.filter(Boolean).join(' · ')}
          </div>
        );
      })}
    </>
  );
};

/** Alerts of any kind, in the order given: one row each, however many windows and limits are within. */
export const AlertsTable = (props: {
  alerts: readonly AlertRecord[];
  title: string;
  /** Where the title stands above already. */
  titleHidden?: boolean;
}) => {
  const { alerts, ...table } = props;
  const { t } = useTranslationRef(atlhyperReactTranslationRef);
  const format = useFormatters();
  const ruleTitle = useRuleTitle();
  if (alerts.length === 0) {
    return <Typography variant="body2">{t('alerts.none')}</Typography>;
  }
  return (
    <DataTable
      {...table}
      wraps
      columns={[
        t('alerts.where'),
        t('alerts.what'),
        t('alerts.state'),
        t('alerts.fired'),
        t('alerts.measured'),
      ]}
      rows={alerts.map(alert => {
        const { id, rule, severity, firedMs, resolvedMs, sinceMs } = alert;
        return {
          id,
          cells: [
            [alert.title, alert.part].filter(Boolean).join(' '),
            ruleTitle(rule),
            resolvedMs === undefined ? (
              <StatusLabel status={severity} />
            ) : (
              t('alerts.resolved', {
                duration: format.duration(resolvedMs - (firedMs ?? sinceMs)),
              })
            ),
            format.dateTime(firedMs ?? sinceMs),
            <Measured alert={alert} />,
          ],
        };
      })}
    />
  );
};
